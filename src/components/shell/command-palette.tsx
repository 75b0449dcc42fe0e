import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot, defaultFilter } from "cmdk";
import { useDeferredValue, useMemo, useState } from "react";
import { useNavigate } from "react-router";

import { accountQueries, hasRole, useRole } from "#src/api/account.ts";
import { switchOrganization } from "#src/api/organization.ts";
import { robotQueries } from "#src/api/robots.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { DialogFrame } from "#src/components/ui/dialog-frame.tsx";

import { paletteEntries, type Entry } from "./palette-entries.ts";
import { bestMatches } from "./palette-matches.ts";

/** Presses the one stop control, so that the palette has no stop of its own that could behave otherwise. */
const pressSoftwareStop = () => document.querySelector<HTMLButtonElement>("#software-stop button")?.click();

/** Go anywhere and begin anything by typing. It can stop, but nothing physical is ever started from here. */
export function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const { data: robots = [] } = useQuery(robotQueries.all());
  const { data: schemas = [] } = useQuery(robotSchemaQueries.all());
  const mayOperate = hasRole(useRole(), "operator");
  const { data: account } = useQuery(accountQueries.me());
  const entries = useMemo(() => {
    const elsewhere = (account?.memberships ?? [])
      .map(({ organization }) => organization)
      .filter(({ id }) => id !== account?.membership?.organization.id);
    return paletteEntries({ robots, schemas, mayOperate, elsewhere, onSwitch: switchOrganization, onStop: pressSoftwareStop, onHelp });
  }, [robots, schemas, mayOperate, account, onHelp]);
  const [typed, setTyped] = useState("");
  // What was typed stands in the field at once; the list follows when there is time.
  const search = useDeferredValue(typed);
  const { groups, hidden } = useMemo(
    () => bestMatches(entries, search, (words, wanted) => defaultFilter(words, wanted)),
    [entries, search],
  );
  // The list follows later than the typing, so the root, which would choose the first entry as one types, would choose one that goes.
  const [moved, setMoved] = useState<string | null>(null);
  const keys = groups.flatMap((group) => group.entries.map(({ key }) => key));
  const selected = moved !== null && keys.includes(moved) ? moved : (keys[0] ?? "");
  const choose = (entry: Entry) => {
    onClose();
    if ("to" in entry) void navigate(entry.to);
    else entry.run();
  };
  return (
    <DialogFrame onClose={onClose} label={t`Find`} className="inset-x-3 top-[8vh] mx-auto max-w-xl overflow-hidden rounded-card">
      <CommandRoot label={t`Find`} shouldFilter={false} value={selected} onValueChange={(key) => search === typed && setMoved(key)}>
        <CommandInput
          data-first-focus
          value={typed}
          onValueChange={(text) => {
            setTyped(text);
            setMoved(null);
          }}
          placeholder={t`Find a robot, an action, a page`}
          className="min-h-12 w-full border-b border-line bg-transparent px-4 text-lead outline-none placeholder:text-stale"
        />
        <CommandList className="max-h-[56vh] overflow-y-auto p-1.5">
          {groups.map(({ heading, entries: shown }) => (
            <CommandGroup
              key={heading}
              heading={heading}
              className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-muted"
            >
              {shown.map((entry) => (
                <CommandItem
                  key={entry.key}
                  value={entry.key}
                  onSelect={() => choose(entry)}
                  className="flex min-h-control cursor-pointer items-center justify-between gap-3 rounded-control px-3 data-[selected=true]:bg-sunken"
                >
                  {entry.label}
                  {entry.hint === undefined ? null : <span className="text-caption text-muted">{entry.hint}</span>}
                </CommandItem>
              ))}
            </CommandGroup>
          ))}
        </CommandList>
        <p
          role="status"
          className={
            groups.length === 0
              ? "px-3 py-6 text-center text-muted"
              : hidden === 0
                ? "sr-only"
                : "border-t border-line px-4 py-2 text-caption text-muted"
          }
        >
          {groups.length === 0
            ? t`Nothing by that name.`
            : hidden === 0
              ? ""
              : plural(hidden, { one: "# more. Type on to find it.", other: "# more. Type on to find them." })}
        </p>
      </CommandRoot>
    </DialogFrame>
  );
}
