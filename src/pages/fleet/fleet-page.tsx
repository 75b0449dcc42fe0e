import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import { useObservedNow } from "#src/api/observed-now.ts";
import { robotQueries } from "#src/api/robots.ts";
import { useSampledQuery } from "#src/api/sampled-query.ts";
import { FleetCounts } from "#src/components/fleet/fleet-counts.tsx";
import { type FleetFilter, fleetFilters, fleetRows, passes } from "#src/components/fleet/fleet-rows.ts";
import { FleetTable } from "#src/components/fleet/fleet-table.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { UrlSearchInput } from "#src/components/ui/url-search-input.tsx";
import { matchesText } from "#src/lib/text-filter.ts";
import { paths } from "#src/paths.ts";

const filterFrom = (value: string | null): FleetFilter => fleetFilters.find((filter) => filter === value) ?? "all";

export function Component() {
  const [search] = useSearchParams();
  const filter = filterFrom(search.get("show"));
  const text = search.get("q") ?? "";
  const robots = useQuery(robotQueries.all());
  const live = useSampledQuery(robotQueries.statuses(), 500);
  const now = useObservedNow();
  const registerReason = useRoleReason("operator");

  const error = robots.error ?? live.error;
  if (robots.data === undefined || live.data === undefined) {
    if (!error) return <PageSkeleton rows={10} />;
    return (
      <>
        <PageHeader title="Fleet" />
        <ErrorNote text={describeError(error)} action={<Button size="small" onClick={() => location.reload()}>Reload</Button>} />
      </>
    );
  }

  const register =
    registerReason === undefined ? (
      <ButtonLink to={paths.newRobot()} icon={<Plus aria-hidden />}>
        Register robot
      </ButtonLink>
    ) : (
      <Button disabledReason={registerReason}>Register robot</Button>
    );
  const rows = fleetRows(robots.data, live.data, now);
  const shown = rows.filter((row) => passes(row, filter) && matchesText(`${row.robot.name} ${row.robot.robotSchemaName} ${row.robot.robotKind ?? ""} ${row.reason ?? ""}`, text));

  const hrefFor = (next: FleetFilter) => {
    const query = new URLSearchParams(search);
    if (next === "all") query.delete("show");
    else query.set("show", next);
    return `?${query.toString()}`;
  };

  return (
    <>
      <PageHeader title="Fleet" facts={rows.length === 0 ? undefined : `${rows.length} ${rows.length === 1 ? "robot" : "robots"}, those that need attention first`} actions={register} />
      <div className="grid gap-4">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {rows.length === 0 ? (
          <EmptyState
            title="No robots yet"
            body="Register a robot schema (the shape of its actions and observations), then the robot, then pair its machine by QR code."
            action={
              <ButtonLink to={paths.newRobotSchema()} tone="primary">
                Register a robot schema
              </ButtonLink>
            }
          />
        ) : (
          <>
            <FleetCounts rows={rows} chosen={filter} hrefFor={hrefFor} />
            <UrlSearchInput label="Filter robots by name, schema or reason" placeholder="Filter by name, schema, reason" className="lg:max-w-sm" />
            {shown.length === 0 ? (
              <EmptyState
                title="No robots match"
                body={`None of the ${rows.length} robots is in this state or bears this name.`}
                action={<ButtonLink to={paths.fleet()}>Show all</ButtonLink>}
              />
            ) : (
              <FleetTable rows={shown} />
            )}
          </>
        )}
      </div>
    </>
  );
}
