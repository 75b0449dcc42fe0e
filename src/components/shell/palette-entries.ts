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

const pages: readonly Entry[] = [
  page("fleet", "Fleet", paths.fleet()),
  page("sessions", "Sessions", paths.sessions()),
  page("new-session", "Authorize a session", paths.newSession()),
  page("robots", "Robots", paths.robots()),
  page("new-robot", "Register a robot", paths.newRobot()),
  page("schemas", "Robot schemas", paths.robotSchemas()),
  page("new-schema", "Register a robot schema", paths.newRobotSchema()),
  page("deployments", "Deployments", paths.deployments()),
  page("new-deployment", "Create a deployment", paths.newDeployment()),
  page("receipts", "Receipts", paths.receipts()),
  page("review", "Review receipts", paths.receiptReview()),
  page("agreement", "Reviewer agreement", paths.receiptAgreement()),
  page("audit", "Audit log", paths.audit()),
  page("notifications", "Notifications", paths.settingsNotifications()),
  page("members", "Members", paths.settingsMembers()),
  page("keys", "API keys", paths.settingsKeys()),
  page("join", "Pair a machine that shows a code", paths.joinRobot()),
  page("device", "Let a device in (reflex login)", paths.device()),
];

/** Everything that can be found, in the order it is shown in while nothing is typed. */
export function paletteEntries({ robots, schemas, mayOperate, elsewhere, onSwitch, onStop, onHelp }: Known): readonly EntryGroup[] {
  const actions: readonly Entry[] = [
    { key: "stop", label: "Software stop", hint: "what applies actions", words: "Software stop what applies actions", run: onStop },
    { key: "shortcuts", label: "Show the shortcuts", hint: "?", words: "Show the shortcuts help", run: onHelp },
    { key: "doctor", label: "Run the doctor", hint: "choose a deployment", words: "Run the doctor deployment", to: paths.deployments() },
    ...elsewhere.map(({ id, name }): Entry => ({ key: `organization ${id}`, label: `Switch to ${name}`, hint: "organization", words: `Switch to ${name} organization`, run: () => onSwitch(id) })),
  ];
  const ofRobots = robots.flatMap(({ id, name }): Entry[] => [
    { key: `dry ${id}`, label: `Authorize a session on ${name}`, hint: "dry run", words: `Authorize a session on ${name} dry run`, to: paths.newSession({ robotId: id }) },
    { key: `pair ${id}`, label: `Pair ${name}`, hint: "QR code", words: `Pair ${name} QR code`, to: paths.pairRobot(id) },
  ]);
  return [
    { heading: "Pages", entries: pages },
    { heading: "Robots", entries: robots.map(({ id, name, robotSchemaName }) => ({ key: id, label: name, hint: robotSchemaName, words: `${name} ${robotSchemaName}`, to: paths.robot(id) })) },
    { heading: "Actions", entries: mayOperate ? [...actions, ...ofRobots] : actions },
    { heading: "Robot schemas", entries: schemas.map(({ id, name, version }) => ({ key: id, label: `${name} v${version}`, words: `${name} v${version}`, to: paths.robotSchema(id) })) },
  ];
}
