import { t } from "@lingui/core/macro";
import { useSearchParams } from "react-router";

import { Segmented } from "#src/components/ui/segmented.tsx";
import { UrlSearchInput } from "#src/components/ui/url-search-input.tsx";
import { SavedViews } from "#src/components/views/saved-views.tsx";

import { type FleetLayout, type FleetSort, fleetSorts, type FleetView, readFleetView, writeFleetView } from "./fleet-view.ts";

const sortWords = {
  attention: t`Attention first`,
  name: t`Name`,
  heard: t`Longest unheard`,
  inference: t`Slowest inference`,
  temperature: t`Hottest`,
  battery: t`Lowest battery`,
} satisfies Record<FleetSort, string>;

const layouts: readonly { value: FleetLayout; label: string }[] = [
  { value: "list", label: t`List` },
  { value: "grid", label: t`Grid` },
  { value: "wall", label: t`Wall` },
];

/** Filter, order, form, and the views that are kept. Everything is in the address. */
export function FleetTools({ view }: { view: FleetView }) {
  const [, setSearch] = useSearchParams();
  const change = (next: Partial<FleetView>) =>
    setSearch((before) => new URLSearchParams(writeFleetView({ ...readFleetView(before), ...next })), {
      replace: true,
      preventScrollReset: true,
    });
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <UrlSearchInput
          label={t`Filter robots by name, schema or reason`}
          placeholder={t`Filter by name, schema, reason`}
          className="min-w-56 flex-1 lg:max-w-sm"
        />
        <label className="flex items-center gap-2">
          <span className="text-caption text-muted max-sm:sr-only">{t`Order`}</span>
          <select
            value={view.sort}
            onChange={(event) => change({ sort: fleetSorts.find((sort) => sort === event.currentTarget.value) ?? "attention" })}
            className="min-h-control rounded-control border border-line-strong/55 bg-surface px-2.5"
          >
            {fleetSorts.map((sort) => (
              <option key={sort} value={sort}>
                {sortWords[sort]}
              </option>
            ))}
          </select>
        </label>
        <Segmented label={t`Shown as`} value={view.layout} onChange={(layout) => change({ layout })} options={layouts} />
      </div>
      <SavedViews page="fleet" query={writeFleetView(view)} />
    </div>
  );
}
