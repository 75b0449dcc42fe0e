import { paths } from "#src/paths.ts";

export type StaticHeader = { title: string; facts?: string; crumbs?: readonly { label: string; to: string }[] };

/** What stands at the head of a page whatever the server answers, by its pattern in page-table.ts. Drawn before any code arrives. */
export const pageHeaders = {
  "/": { title: "Fleet" },
  "/robots": { title: "Robots" },
  "/robots/new": {
    title: "Register robot",
    crumbs: [{ label: "Robots", to: paths.robots() }],
    facts: "One unit, bound to one robot schema. Pairing its machine comes next.",
  },
  "/robots/join": {
    title: "Pair a machine",
    crumbs: [{ label: "Robots", to: paths.robots() }],
    facts: "For a robot's machine that shows a code of its own.",
  },
  "/robot-schemas": { title: "Robot schemas", facts: "Action and observation shapes of robot kinds, in versions that never change." },
  "/robot-schemas/new": {
    title: "Register robot schema",
    crumbs: [{ label: "Robot schemas", to: paths.robotSchemas() }],
    facts: "The shape of a robot kind's actions and observations. Its versions never change.",
  },
  "/deployments": { title: "Deployments" },
  "/deployments/new": {
    title: "New deployment",
    crumbs: [{ label: "Deployments", to: paths.deployments() }],
    facts: "A model, its robot schema, and how it runs. The doctor then checks whether it is ready.",
  },
  "/sessions": { title: "Sessions" },
  "/sessions/new": { title: "Authorize a session", crumbs: [{ label: "Sessions", to: paths.sessions() }] },
  "/receipts": { title: "Receipts" },
  "/receipts/review": { title: "Review queue", crumbs: [{ label: "Receipts", to: paths.receipts() }] },
  "/receipts/compare": { title: "Compare receipts", crumbs: [{ label: "Receipts", to: paths.receipts() }] },
  "/receipts/import": { title: "Look into a file", crumbs: [{ label: "Receipts", to: paths.receipts() }] },
  "/receipts/agreement": { title: "Reviewer agreement", crumbs: [{ label: "Receipts", to: paths.receipts() }] },
  "/audit": { title: "Audit log", facts: "Every change: by whom, when and why. Entries stay." },
  "/device": { title: "Let a device in", facts: "For a machine of yours on which reflex login is waiting." },
  "/gallery": { title: "Gallery", facts: "What the console is built from, in every state. Nothing here acts on a robot." },
  "/settings": { title: "Settings" },
  "/settings/profile": { title: "Settings" },
  "/settings/members": { title: "Settings" },
  "/settings/keys": { title: "Settings" },
  "/settings/notifications": { title: "Settings" },
  "/settings/endpoints": { title: "Settings" },
  "/settings/data": { title: "Settings" },
} as const satisfies Record<string, StaticHeader>;

export type OutsideHeader = { title: string; intro: string; /** What stands below the form. */ note?: string };

/** The same for the pages outside of the shell. */
export const outsideHeaders = {
  "/sign-in": { title: "Sign in", intro: "To operate the robots of your organization.", note: "Accounts are by invitation. Ask an admin of your organization for a link." },
  "/setup": { title: "First run", intro: "Asking the server whether it is set up." },
  "/invite": { title: "Invitation", intro: "Checking who you are." },
  "/claim": {
    title: "This code is for a robot",
    intro: "It pairs a robot's machine with the console. Let the robot's camera or agent read it, or run this on the robot's machine. It works once.",
  },
} as const satisfies Record<string, OutsideHeader>;

/** The head of the page at `pathname`, when it is known before its data. */
export const headerAt = (pathname: string): StaticHeader | undefined => (pathname in pageHeaders ? pageHeaders[pathname as keyof typeof pageHeaders] : undefined);
