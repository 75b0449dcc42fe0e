import { t } from "@lingui/core/macro";

import { paths } from "#src/paths.ts";

export type StaticHeader = { title: string; facts?: string; crumbs?: readonly { label: string; to: string }[] };

/** What stands at the head of a page whatever the server answers, by its pattern in page-table.ts. Drawn before any code arrives. */
export const pageHeaders = {
  "/": { title: t`Fleet` },
  "/robots": { title: t`Robots` },
  "/robots/new": {
    title: t`Register robot`,
    crumbs: [{ label: t`Robots`, to: paths.robots() }],
    facts: t`One unit, bound to one robot schema. Pairing its machine comes next.`,
  },
  "/robots/join": {
    title: t`Pair a machine`,
    crumbs: [{ label: t`Robots`, to: paths.robots() }],
    facts: t`For a robot's machine that shows a code of its own.`,
  },
  "/robot-schemas": { title: t`Robot schemas`, facts: t`Action and observation shapes of robot kinds, in versions that never change.` },
  "/robot-schemas/new": {
    title: t`Register robot schema`,
    crumbs: [{ label: t`Robot schemas`, to: paths.robotSchemas() }],
    facts: t`The shape of a robot kind's actions and observations. Its versions never change.`,
  },
  "/incidents": {
    title: t`Incidents`,
    crumbs: [{ label: t`Fleet`, to: paths.fleet() }],
    facts: t`What needed attention, from when to when, who took it and how it ended. Kept for a year after its end.`,
  },
  "/handover": { title: t`Handover`, facts: t`What the next shift must know: what runs, what needs a look, what went wrong.` },
  "/deployments": { title: t`Deployments` },
  "/deployments/new": {
    title: t`New deployment`,
    crumbs: [{ label: t`Deployments`, to: paths.deployments() }],
    facts: t`A model, its robot schema, and how it runs. The doctor then checks whether it is ready.`,
  },
  "/sessions": { title: t`Sessions` },
  "/sessions/new": { title: t`Authorize a session`, crumbs: [{ label: t`Sessions`, to: paths.sessions() }] },
  "/receipts": { title: t`Receipts` },
  "/receipts/review": { title: t`Review queue`, crumbs: [{ label: t`Receipts`, to: paths.receipts() }] },
  "/receipts/compare": { title: t`Compare receipts`, crumbs: [{ label: t`Receipts`, to: paths.receipts() }] },
  "/receipts/import": { title: t`Look into a file`, crumbs: [{ label: t`Receipts`, to: paths.receipts() }] },
  "/receipts/agreement": {
    title: t`Reviewer agreement`,
    crumbs: [{ label: t`Receipts`, to: paths.receipts() }],
    facts: t`What two people say of the same receipt when neither sees the other's verdict, and a third where they differ.`,
  },
  "/trends": { title: t`Trends`, facts: t`Your own question of all runs with a receipt, over days, weeks or months.` },
  "/trends/robots": { title: t`Trends`, facts: t`One number that robots report, of several robots beside each other.` },
  "/audit": { title: t`Audit log`, facts: t`Every change: by whom, when and why. Entries stay.` },
  "/device": { title: t`Let a device in`, facts: t`For a machine of yours on which reflex login is waiting.` },
  "/gallery": { title: t`Gallery`, facts: t`What the console is built from, in every state. Nothing here acts on a robot.` },
  "/settings": { title: t`Settings` },
  "/settings/profile": { title: t`Settings` },
  "/settings/members": { title: t`Settings` },
  "/settings/keys": { title: t`Settings` },
  "/settings/notifications": { title: t`Settings` },
  "/settings/endpoints": { title: t`Settings` },
  "/settings/rules": { title: t`Settings` },
  "/settings/data": { title: t`Settings` },
} as const satisfies Record<string, StaticHeader>;

export type OutsideHeader = { title: string; intro: string; /** What stands below the form. */ note?: string };

/** The same for the pages outside of the shell. */
export const outsideHeaders = {
  "/sign-in": {
    title: t`Sign in`,
    intro: t`To operate the robots of your organization.`,
    note: t`Accounts are by invitation. Ask an admin of your organization for a link.`,
  },
  "/sign-in/oidc": { title: t`Sign in`, intro: t`Checking who you are.` },
  "/setup": { title: t`First run`, intro: t`Asking the server whether it is set up.` },
  "/invite": { title: t`Invitation`, intro: t`Checking who you are.` },
  "/claim": {
    title: t`This code is for a robot`,
    intro: t`It pairs a robot's machine with the console. Let the robot's camera or agent read it, or run this on the robot's machine. It works once.`,
  },
} as const satisfies Record<string, OutsideHeader>;

/** The head of the page at `pathname`, when it is known before its data. */
export const headerAt = (pathname: string): StaticHeader | undefined =>
  pathname in pageHeaders ? pageHeaders[pathname as keyof typeof pageHeaders] : undefined;
