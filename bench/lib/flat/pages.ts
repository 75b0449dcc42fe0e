/** What each page asks before it shows anything, and what the next page of each list is. See src/api and src/pages for where it is asked. */
import type { Answer, Site } from "./site.ts";

export interface Asked {
  readonly path: string;
  readonly args: Record<string, Answer>;
}

/** Ids of things that there are, and cursors behind the first page of each list, on one site. */
export interface Known {
  readonly robotId: string;
  /** Parts of the fleet, as the fleet page asks for them, and the pass that it shows. */
  readonly states: readonly Asked[];
  readonly deploymentId: string;
  readonly schemaId: string;
  readonly session: Answer;
  readonly receipt: Answer;
  readonly chainMiddle: number;
  readonly days: { from: number; to: number };
  readonly histogram: readonly Asked[];
}

const ask = (path: string, args: Record<string, Answer> = {}): Asked => ({ path, args });
const page = (numItems: number, cursor: string | null = null) => ({ paginationOpts: { numItems, cursor } });

export async function know(site: Site): Promise<Known> {
  const { deploymentId, robotIds, schemaId } = site.seeded;
  const robotId = robotIds[0] ?? "";
  const { head } = await site.query("receipts:chain", { after: Number.MAX_SAFE_INTEGER });
  const first = await site.query("receipts:firstHour");
  const pass = await site.query("robots:watchPass");
  const fleet: string[] = (await site.query("robots:list")).map(({ id }: Answer) => id);
  const parts = Array.from({ length: Math.ceil(fleet.length / 50) }, (_, part) => fleet.slice(part * 50, (part + 1) * 50));
  const sessions = await site.query("sessions:list", page(200));
  const receipts = await site.query("receipts:list", page(200));
  // As many days as hold some two hundred receipts, whatever the density.
  const [newest, oldest] = [receipts.page[0], receipts.page.at(-1)];
  return {
    ...{ robotId, deploymentId, schemaId },
    states: parts.map((ids) => ask("robots:states", { pass, robotIds: ids })),
    session: sessions.page.find(({ promotions }: Answer) => promotions > 0),
    receipt: newest,
    chainMiddle: Math.floor(head.sequence / 2),
    days: { from: oldest.timestamp, to: newest.timestamp },
    histogram: [
      ask("receipts:firstHour"),
      ask("receipts:counts", {
        edges: Array.from({ length: 54 }, (_, n) => newest.timestamp + ((n - 52) * (newest.timestamp - first)) / 52),
      }),
    ],
  };
}

/** Every page's first questions, all at once, as the page asks them. */
export function firstData(known: Known): Record<string, readonly Asked[]> {
  const { robotId, deploymentId, schemaId, session, receipt, histogram, states } = known;
  const now = Date.now();
  const [robots, open] = [ask("robots:list"), ask("sessions:list", { status: "open", ...page(200) })];
  return {
    Fleet: [ask("account:me"), robots, ask("robots:watchPass"), ...states, open],
    Robots: [ask("robots:list", { includeRetired: true })],
    Robot: [
      ask("robots:get", { id: robotId }),
      ask("robots:status", { robotId }),
      ask("heartbeats:recent", { robotId, since: Math.floor(now / 60_000) * 60_000 - 900_000 }),
      ask("sessions:list", { robotId, ...page(6) }),
      ask("receipts:list", { robotId, ...page(6) }),
    ],
    "Robot, a day's chart": [ask("heartbeats:minutes", { robotId, since: Math.floor(now / 60_000) * 60_000 - 86_400_000 })],
    Deployments: [ask("deployments:list")],
    Deployment: [ask("deployments:get", { id: deploymentId }), ask("doctor:latest", { deploymentId })],
    Sessions: [ask("sessions:list", page(50)), open],
    Session: [
      ask("sessions:get", { id: session.id }),
      ask("sessions:live", { id: session.id }),
      ask("sessions:timeline", { id: session.id }),
      open,
    ],
    Receipts: [
      ask("receipts:list", page(60)),
      ask("receipts:chain", { after: Number.MAX_SAFE_INTEGER }),
      ask("deployments:list"),
      ...histogram,
    ],
    "Receipts, the histogram": histogram,
    "Receipts, how many have a word and moved": [ask("receipts:countOf", { text: "task", applied: true })],
    "Receipts, how many of a robot are not reviewed": [ask("receipts:countOf", { robotId, verdict: "none" })],
    Receipt: [ask("receipts:get", { id: receipt.id }), ask("reviews:history", { receiptId: receipt.id })],
    Compare: [ask("receipts:list", page(200))],
    "Review queue, a page": [ask("receipts:list", { verdict: "none", order: "oddest", ...page(200) })],
    "Audit log": [ask("audit:list", page(100))],
    "Robot schemas": [ask("robotSchemas:list"), ask("robotSchemas:usage", { id: schemaId })],
    Settings: [ask("members:list"), ask("apiKeys:list"), ask("invitations:list"), ask("inferenceEndpoints:list"), ask("account:signIns")],
    "Chain, first part": [ask("receipts:chain", { after: 0 })],
    "Chain, a part from the middle": [ask("receipts:chain", { after: known.chainMiddle })],
    "Export of filtered rows, first part": [ask("receipts:list", { applied: true, ...page(200) })],
  };
}

/** Every list with every filter that a page offers: its first page, and after that the next. */
export function lists(known: Known): Record<string, { path: string; args: Record<string, Answer>; size: number }> {
  const { robotId, deploymentId, days } = known;
  const receipts = (args: Record<string, Answer>) => ({ path: "receipts:list", args, size: 60 });
  const sessions = (args: Record<string, Answer>) => ({ path: "sessions:list", args, size: 50 });
  return {
    receipts: receipts({}),
    "receipts not reviewed": receipts({ verdict: "none" }),
    "receipts found good": receipts({ verdict: "good" }),
    "receipts, oddest first": receipts({ verdict: "none", order: "oddest" }),
    "receipts with problems": receipts({ problems: true }),
    "receipts that moved": receipts({ applied: true }),
    "receipts of a robot": receipts({ robotId }),
    "receipts of a deployment": receipts({ deploymentId }),
    "receipts of some days": receipts(days),
    "receipts with a frequent word": receipts({ text: "task" }),
    "receipts with two words": receipts({ text: "torque lim" }),
    "receipts with a word, of a deployment, not reviewed": receipts({ text: "torque", deploymentId, verdict: "none" }),
    sessions: sessions({}),
    "sessions that are closed": sessions({ status: "closed" }),
    "sessions of a robot": sessions({ robotId }),
    "sessions of a deployment": sessions({ deploymentId }),
    "audit log": { path: "audit:list", args: {}, size: 100 },
  };
}

export const nextPage = (
  { path, args, size }: { path: string; args: Record<string, Answer>; size: number },
  cursor: string | null,
): Asked => ask(path, { ...args, ...page(size, cursor) });
