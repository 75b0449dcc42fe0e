import { t } from "@lingui/core/macro";

import { paths } from "#src/paths.ts";

/** One thing the palette offers: a page to go to, or something to do. `words` is what a search is compared with; `key` is the id of what has one. */
export type Entry = { key: string; label: string; hint?: string; words: string } & ({ to: string } | { run: () => void });
export type EntryGroup = { heading: string; entries: readonly Entry[] };

type Known = {
  robots: readonly { id: string; name: string; robotSchemaName: string }[];
  schemas: readonly { id: string; name: string; version: number }[];
  mayOperate: boolean;
  /** Other organizations of the person. */
  elsewhere: readonly { id: string; name: string }[];
  onSwitch: (organization: string) => void;
  onStop: () => void;
  onHelp: () => void;
};

const page = (key: string, label: string, to: string): Entry => ({ key, label, to, words: `${label} ${key}` });

/** Found by its label and by its hint. */
const told = (label: string, hint: string) => ({ label, hint, words: `${label} ${hint}` });

const pages: readonly Entry[] = [
  page("fleet", t`Fleet`, paths.fleet()),
  page("wall", t`Fleet on a wall`, paths.fleetWall()),
  page("sessions", t`Sessions`, paths.sessions()),
  page("new-session", t`Authorize a session`, paths.newSession()),
  page("robots", t`Robots`, paths.robots()),
  page("new-robot", t`Register a robot`, paths.newRobot()),
  page("schemas", t`Robot schemas`, paths.robotSchemas()),
  page("new-schema", t`Register a robot schema`, paths.newRobotSchema()),
  page("deployments", t`Deployments`, paths.deployments()),
  page("new-deployment", t`Create a deployment`, paths.newDeployment()),
  page("receipts", t`Receipts`, paths.receipts()),
  page("review", t`Review receipts`, paths.receiptReview()),
  page("agreement", t`Reviewer agreement`, paths.receiptAgreement()),
  page("incidents", t`Incidents`, paths.incidents()),
  page("handover", t`Handover of a shift`, paths.handover()),
  page("trends", t`Trends`, paths.trends()),
  page("audit", t`Audit log`, paths.audit()),
  page("notifications", t`Notifications`, paths.settingsNotifications()),
  page("members", t`Members`, paths.settingsMembers()),
  page("keys", t`API keys`, paths.settingsKeys()),
  page("rules", t`Rules`, paths.alertRules()),
  page("join", t`Pair a machine that shows a code`, paths.joinRobot()),
  page("device", t`Let a device in (reflex login)`, paths.device()),
];

/** Everything that can be found, in the order it is shown in while nothing is typed. */
export function paletteEntries({ robots, schemas, mayOperate, elsewhere, onSwitch, onStop, onHelp }: Known): readonly EntryGroup[] {
  const actions: readonly Entry[] = [
    { key: "stop", ...told(t`Software stop`, t`what applies actions`), run: onStop },
    { key: "shortcuts", label: t`Show the shortcuts`, hint: "?", words: t`Show the shortcuts help`, run: onHelp },
    { key: "doctor", ...told(t`Run the doctor`, t`choose a deployment`), to: paths.deployments() },
    ...elsewhere.map(({ id, name }): Entry => ({
      key: `organization ${id}`,
      ...told(t`Switch to ${name}`, t`organization`),
      run: () => onSwitch(id),
    })),
  ];
  const ofRobots = robots.flatMap(({ id, name }): Entry[] => [
    { key: `dry ${id}`, ...told(t`Authorize a session on ${name}`, t`dry run`), to: paths.newSession({ robotId: id }) },
    { key: `pair ${id}`, ...told(t`Pair ${name}`, t`QR code`), to: paths.pairRobot(id) },
  ]);
  return [
    { heading: t`Pages`, entries: pages },
    {
      heading: t`Robots`,
      entries: robots.map(({ id, name, robotSchemaName }) => ({ key: id, ...told(name, robotSchemaName), to: paths.robot(id) })),
    },
    { heading: t`Actions`, entries: mayOperate ? [...actions, ...ofRobots] : actions },
    {
      heading: t`Robot schemas`,
      entries: schemas.map(({ id, name, version }) => ({
        key: id,
        label: `${name} v${version}`,
        words: `${name} v${version}`,
        to: paths.robotSchema(id),
      })),
    },
  ];
}
