/** Stamps out the sessions of an organization from the cast: each with all the rows that the real run left, its receipt in the chain. */
import { outlierOf, siblingCount, type Measures } from "../../../convex/model/receipts/outliers.ts";
import type { Json, JsonObject } from "../../../host/src/values/json.ts";
import { deploymentName, robotName, type Cast, type Run } from "./cast.ts";
import type { ChainBuilder } from "./link.ts";
import { Stamp } from "./stamp.ts";
import { WordStamper } from "./words.ts";
import { textOf, type BulkWriter, type Place } from "./writer.ts";

interface Row {
  readonly table: string;
  readonly id: string;
  readonly stamp: Stamp;
}

/** A run as its rows: what is copied for each session like it. */
interface Template {
  readonly run: Run;
  readonly rows: readonly Row[];
  readonly body: Stamp;
  readonly measures: Measures;
  readonly begunAt: number;
  readonly lastsMs: number;
}

/** The tables of which a session has rows of its own, and the field that says whose a row is. */
const ownTables = {
  sessions: "_id",
  sessionLive: "sessionId",
  sessionEvents: "sessionId",
  stops: "sessionId",
  receipts: "sessionId",
  reviews: "receiptId",
  reviewEntries: "receiptId",
} as const;

export function templatesOf(writer: BulkWriter, cast: Cast): Template[] {
  const all = new Map([...Object.keys(ownTables), "auditEntries"].map((table) => [table, writer.read(table)]));
  return cast.runs.map((run) => {
    const owners: Json[] = [run.sessionId, run.receiptId];
    const rows: [string, JsonObject][] = [];
    for (const [table, field] of Object.entries(ownTables)) {
      for (const row of all.get(table) ?? []) if (owners.includes(row[field] ?? null)) rows.push([table, row]);
    }
    for (const row of all.get("auditEntries") ?? []) if (owners.includes(row["targetId"] ?? null)) rows.push(["auditEntries", row]);
    const receipt = rows.find(([table]) => table === "receipts")?.[1];
    const session = rows.find(([table]) => table === "sessions")?.[1];
    if (receipt === undefined || session === undefined) throw new Error(`The run ${run.kind} left no receipt.`);
    const begunAt = Number(session["createdAt"]);
    const stamps = rows.map(([table, row]) => {
      // The chain is built anew, so its texts are left out here.
      const kept = table === "receipts" ? { ...row, body: "", previousHash: "", hash: "", signature: "" } : row;
      return { table, id: textOf(row["_id"]), stamp: new Stamp(JSON.stringify(kept)) };
    });
    return {
      run,
      measures: measuresOf(receipt),
      rows: stamps,
      body: new Stamp(textOf(receipt["body"])),
      begunAt,
      lastsMs: Number(receipt["timestamp"]) - begunAt,
    };
  });
}

interface Target {
  readonly organizationId: string;
  readonly robots: readonly { readonly id: string; readonly name: string }[];
  readonly deployments: readonly { readonly id: string; readonly name: string }[];
  /** Ids of the pilot that stand for the same thing here: organization, schema, operator, key. */
  readonly same: ReadonlyMap<string, string>;
}

/** Stamps sessions into one organization, in the order of time. */
export class RunStamper {
  readonly #writer: BulkWriter;
  readonly #target: Target;
  readonly #cast: Cast;
  readonly #chain: ChainBuilder;
  readonly #words: WordStamper;
  /** Which template the nth of a hundred sessions follows, spread evenly. */
  readonly #order: readonly Template[];
  readonly #siblings = new Map<string, Measures[]>();
  readonly #scores = new Map<Template, { score: number; reasons: string[] }>();
  readonly #hours = new Map<number, { count: number; problems: number }>();
  #done = 0;
  #newestAt = 0;

  constructor(writer: BulkWriter, cast: Cast, target: Target, templates: readonly Template[], chain: ChainBuilder) {
    this.#writer = writer;
    this.#cast = cast;
    this.#target = target;
    this.#chain = chain;
    this.#words = new WordStamper(writer, target.organizationId);
    const hundred = templates.flatMap((template) =>
      Array.from({ length: template.run.share }, (_, n) => ({ template, at: (n + 0.5) / template.run.share })),
    );
    this.#order = hundred.sort((a, b) => a.at - b.at).map(({ template }) => template);
  }

  /** One session that begins at `at` (epoch ms); `isKept`: its raw samples are kept. Answers its id and its robot's. */
  add(at: number, isKept = false): { sessionId: string; robotId: string } {
    const n = this.#done;
    this.#done += 1;
    this.#newestAt = at;
    const template = this.#order[(n * 37) % this.#order.length];
    const robot = this.#target.robots[n % this.#target.robots.length];
    const deployment = this.#target.deployments[(n * 7) % this.#target.deployments.length];
    if (template === undefined || robot === undefined || deployment === undefined) throw new Error("Nothing to stamp.");
    const byMs = Math.round(at - template.begunAt);
    const places = new Map<string, Place>();
    for (const { table, id } of template.rows) places.set(id, this.#writer.place(table, at));
    const others = new Map([
      [this.#cast.robotId, robot.id],
      [this.#cast.pilot.deploymentIds[0] ?? "", deployment.id],
    ]);
    const idFor = (id: string) => places.get(id)?.id ?? others.get(id) ?? this.#target.same.get(id) ?? this.#elsewhere(id, at, others);
    const print = (stamp: Stamp) => stamp.print(idFor, byMs).replaceAll(robotName, robot.name).replaceAll(deploymentName, deployment.name);
    const link = this.#chain.add(contentOf(print(template.body)));
    const found: { receipts?: JsonObject; reviews?: JsonObject } = {};
    for (const row of template.rows) {
      const place = places.get(row.id);
      if (place === undefined) continue;
      const text = print(row.stamp);
      let fields: JsonObject = JSON.parse(text);
      if (row.table === "receipts") fields = { ...fields, ...link };
      else if (row.table === "reviews") fields = { ...fields, sequence: link.sequence, ...this.#scoreOf(template, deployment.id) };
      else if (row.table === "auditEntries" && fields["targetKind"] === "receipt") fields = { ...fields, targetName: `#${link.sequence}` };
      else if (row.table === "sessions" && isKept) fields = { ...fields, samplesKeptFrom: at };
      else {
        this.#writer.put(place, fields, text);
        continue;
      }
      if (row.table === "receipts") this.#count(fields);
      if (row.table === "receipts" || row.table === "reviews") found[row.table] = fields;
      this.#writer.put(place, fields);
    }
    if (found.receipts !== undefined && found.reviews !== undefined) this.#words.add(found.receipts, found.reviews);
    return { sessionId: places.get(template.run.sessionId)?.id ?? "", robotId: robot.id };
  }

  /** A row that is past its life, as an old doctor report, is named by what outlives it, and is itself gone. */
  #elsewhere(id: string, at: number, known: Map<string, string>): string {
    const table = this.#writer.catalog.tableOfId(id);
    if (table !== "doctorReports" && table !== "promoteIntents") throw new Error(`A run names a row of ${table} that nothing stands for.`);
    const place = this.#writer.place(table, at);
    known.set(id, place.id);
    return place.id;
  }

  #count(receipt: JsonObject): void {
    const hour = Math.floor(Number(receipt["timestamp"]) / 3_600_000) * 3_600_000;
    const entry = this.#hours.get(hour) ?? { count: 0, problems: 0 };
    entry.count += 1;
    if (receipt["isProblem"] === true) entry.problems += 1;
    this.#hours.set(hour, entry);
  }

  /** As the close judges: against the deployment's last 200. Runs come in one mixture, so after 2,000 each kind's score is settled. */
  #scoreOf(template: Template, deploymentId: string): JsonObject {
    const settled = this.#scores.get(template);
    const found = settled ?? this.#judge(template, deploymentId);
    if (this.#done > 2_000 * this.#target.deployments.length) this.#scores.set(template, found);
    return { score: found.score, oddities: found.reasons };
  }

  #judge({ measures }: Template, deploymentId: string): { score: number; reasons: string[] } {
    const siblings = this.#siblings.get(deploymentId) ?? [];
    const outlier = outlierOf(measures, siblings);
    this.#siblings.set(deploymentId, [measures, ...siblings].slice(0, siblingCount));
    return outlier;
  }

  /** What the closes together come to: the counts of the hours with their totals, and what the newest of each deployment measure. */
  finish(organizationId: string): void {
    this.#words.flush();
    let [total, totalProblems] = [0, 0];
    for (const [hour, { count, problems }] of this.#hours) {
      total += count;
      totalProblems += problems;
      this.#writer.insert("receiptHours", hour, { organizationId, hour, count, problems, total, totalProblems });
    }
    for (const [deploymentId, newest] of this.#siblings) {
      const column = (name: keyof Measures): Json[] => newest.map((one) => one[name]);
      const columns = {
        steps: column("steps"),
        durationMs: column("durationMs"),
        longestGapMs: column("longestGapMs"),
        latencyP95Ms: column("latencyP95Ms"),
        safeStops: column("safeStops"),
        errorCount: column("errorCount"),
      };
      this.#writer.insert("deploymentMeasures", this.#newestAt, { deploymentId, columns });
    }
  }
}

/** As `compare` of convex/model/receipts/writer.ts takes them. */
function measuresOf(receipt: JsonObject): Measures {
  const number = (name: string) => Number(receipt[name]);
  const latency = receipt["latencyP95Ms"];
  return {
    ...{ steps: number("steps"), durationMs: number("timestamp") - number("startedAt"), longestGapMs: number("longestGapMs") },
    ...{ latencyP95Ms: typeof latency === "number" ? latency : null, safeStops: number("safeStops"), errorCount: number("errorCount") },
  };
}

function contentOf(body: string): Record<string, unknown> {
  const { sequence: _, previousHash: __, ...content } = JSON.parse(body) as Record<string, unknown>;
  return content;
}
