import { useQuery } from "@tanstack/react-query";
import { CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot, defaultFilter } from "cmdk";
import { useDeferredValue, useMemo, useState } from "react";
import { useNavigate } from "react-router";

import { hasRole, useRole } from "#src/api/account.ts";
import { robotQueries } from "#src/api/robots.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { DialogFrame } from "#src/components/ui/dialog-frame.tsx";

import { paletteEntries, type Entry } from "./palette-entries.ts";
import { bestMatches } from "./palette-matches.ts";

/** Presses the one stop control, so that the palette has no stop of its own that could behave otherwise. */
const pressSoftwareStop = () => document.querySelector<HTMLButtonElement>('aside[aria-label="Software stop"] button')?.click();

/** Go anywhere and begin anything by typing. It can stop, but nothing physical is ever started from here. */
export function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const { data: robots = [] } = useQuery(robotQueries.all());
  const { data: schemas = [] } = useQuery(robotSchemaQueries.all());
  const mayOperate = hasRole(useRole(), "operator");
  const entries = useMemo(() => paletteEntries({ robots, schemas, mayOperate, onStop: pressSoftwareStop, onHelp }), [robots, schemas, mayOperate, onHelp]);
  const [typed, setTyped] = useState("");
  // What was typed stands in the field at once; the list follows when there is time.
  const search = useDeferredValue(typed);
  const { groups, hidden } = useMemo(() => bestMatches(entries, search, (words, wanted) => defaultFilter(words, wanted)), [entries, search]);
  const choose = (entry: Entry) => {
    onClose();
    if ("to" in entry) void navigate(entry.to);
    else entry.run();
  };
  return (
    <DialogFrame onClose={onClose} label="Find" className="inset-x-3 top-[8vh] mx-auto max-w-xl overflow-hidden rounded-card">
      <CommandRoot label="Find" shouldFilter={false}>
        <CommandInput data-first-focus value={typed} onValueChange={setTyped} placeholder="Find a robot, an action, a page" className="min-h-12 w-full border-b border-line bg-transparent px-4 text-lead outline-none placeholder:text-stale" />
        <CommandList className="max-h-[56vh] overflow-y-auto p-1.5">
          {groups.map(({ heading, entries: shown }) => (
            <CommandGroup key={heading} heading={heading} className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-muted">
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
        <p role="status" className={groups.length === 0 ? "px-3 py-6 text-center text-muted" : hidden === 0 ? "sr-only" : "border-t border-line px-4 py-2 text-caption text-muted"}>
          {groups.length === 0 ? "Nothing by that name." : hidden === 0 ? "" : `${hidden.toLocaleString("en")} more. Type on to find them.`}
        </p>
      </CommandRoot>
    </DialogFrame>
  );
}
