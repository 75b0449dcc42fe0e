import { useQuery } from "@tanstack/react-query";
import { CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot } from "cmdk";
import { useNavigate } from "react-router";

import { hasRole, useRole } from "#src/api/account.ts";
import { robotQueries } from "#src/api/robots.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { DialogFrame } from "#src/components/ui/dialog-frame.tsx";
import { paths } from "#src/paths.ts";

type Entry = { key: string; label: string; hint?: string } & ({ to: string } | { run: () => void });

/** Presses the one stop control, so that the palette has no stop of its own that could behave otherwise. */
const pressSoftwareStop = () => document.querySelector<HTMLButtonElement>('aside[aria-label="Software stop"] button')?.click();

const places: readonly Entry[] = [
  { key: "fleet", label: "Fleet", to: paths.fleet() },
  { key: "sessions", label: "Sessions", to: paths.sessions() },
  { key: "new-session", label: "Authorize a session", to: paths.newSession() },
  { key: "robots", label: "Robots", to: paths.robots() },
  { key: "new-robot", label: "Register a robot", to: paths.newRobot() },
  { key: "schemas", label: "Robot schemas", to: paths.robotSchemas() },
  { key: "new-schema", label: "Register a robot schema", to: paths.newRobotSchema() },
  { key: "deployments", label: "Deployments", to: paths.deployments() },
  { key: "new-deployment", label: "Create a deployment", to: paths.newDeployment() },
  { key: "receipts", label: "Receipts", to: paths.receipts() },
  { key: "review", label: "Review receipts", to: paths.receiptReview() },
  { key: "audit", label: "Audit log", to: paths.audit() },
  { key: "members", label: "Members", to: paths.settingsMembers() },
  { key: "keys", label: "API keys", to: paths.settingsKeys() },
  { key: "device", label: "Let a device in (reflex login)", to: paths.device() },
];

/** Go anywhere and begin anything by typing. It can stop, but nothing physical is ever started from here. */
export function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const { data: robots = [] } = useQuery(robotQueries.all());
  const { data: schemas = [] } = useQuery(robotSchemaQueries.all());
  const mayOperate = hasRole(useRole(), "operator");
  const actions: readonly Entry[] = [
    { key: "stop", label: "Software stop", hint: "what applies actions", run: pressSoftwareStop },
    { key: "shortcuts", label: "Show the shortcuts", hint: "?", run: onHelp },
    ...(mayOperate
      ? robots.flatMap(({ id, name }): Entry[] => [
          { key: `pair ${id}`, label: `Pair ${name}`, hint: "QR code", to: paths.pairRobot(id) },
          { key: `dry ${id}`, label: `Authorize a session on ${name}`, hint: "dry run", to: paths.newSession({ robotId: id }) },
        ])
      : []),
    { key: "doctor", label: "Run the doctor", hint: "choose a deployment", to: paths.deployments() },
  ];
  const groups: readonly { heading: string; entries: readonly Entry[] }[] = [
    { heading: "Pages", entries: places },
    { heading: "Robots", entries: robots.map(({ id, name, robotSchemaName }) => ({ key: id, label: name, hint: robotSchemaName, to: paths.robot(id) })) },
    { heading: "Actions", entries: actions },
    { heading: "Robot schemas", entries: schemas.map(({ id, name, version }) => ({ key: id, label: `${name} v${version}`, to: paths.robotSchema(id) })) },
  ];
  return (
    <DialogFrame onClose={onClose} label="Find" className="inset-x-3 top-[8vh] mx-auto max-w-xl overflow-hidden rounded-card">
      <CommandRoot label="Find">
        <CommandInput data-first-focus placeholder="Find a robot, an action, a page" className="min-h-12 w-full border-b border-line bg-transparent px-4 text-lead outline-none placeholder:text-stale" />
        <CommandList className="max-h-[56vh] overflow-y-auto p-1.5">
          <CommandEmpty className="px-3 py-6 text-center text-muted">Nothing by that name.</CommandEmpty>
          {groups.map(({ heading, entries }) =>
            entries.length === 0 ? null : (
              <CommandGroup key={heading} heading={heading} className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-muted">
                {entries.map(({ key, label, hint, ...does }) => (
                  <CommandItem
                    key={key}
                    value={`${label} ${hint ?? ""} ${key}`}
                    onSelect={() => {
                      onClose();
                      if ("to" in does) void navigate(does.to);
                      else does.run();
                    }}
                    className="flex min-h-control cursor-pointer items-center justify-between gap-3 rounded-control px-3 data-[selected=true]:bg-sunken"
                  >
                    {label}
                    {hint === undefined ? null : <span className="text-caption text-muted">{hint}</span>}
                  </CommandItem>
                ))}
              </CommandGroup>
            ),
          )}
        </CommandList>
      </CommandRoot>
    </DialogFrame>
  );
}
