/*
 * Fills an empty data folder with the history of a large fleet, without a running host:
 *
 *   node build/bench-seed.mjs --data DIR [--receipts 10000] [--robots 1000] [--audit 10000] [--heartbeat-days 30] [--organizations 2]
 *
 * A few real runs are made first, by the real functions on a host of their own (`lib/seed/cast.ts`). Every row of the history is a
 * copy of a row that they left, with ids, times and names of its own, checked against its table, under the host's own keys, in its
 * own store. Receipts are linked and signed anew, in one chain. All history is in one organization, "Works"; the cast stays in "Pilot".
 *
 * What the sweeps would have deleted is not written: of heartbeats, 15 minutes of samples and 24 hours of minutes, for the robots of
 * Works (at most --charted); of the days before, the samples that somebody asked to keep (30 days), of one session a day.
 */
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { buildCheckpoint } from "../convex/model/receipts/chain.ts";
import type { SigningKey } from "../convex/model/signing/ed25519.ts";
import type { JsonObject } from "../host/src/values/json.ts";
import { nameOfDeployment, password, playCast } from "./lib/seed/cast.ts";
import { FleetStamper, type SeededRobot } from "./lib/seed/fleet.ts";
import { ChainBuilder } from "./lib/seed/link.ts";
import { RunStamper, templatesOf } from "./lib/seed/runs.ts";
import { Stamp } from "./lib/seed/stamp.ts";
import { BulkWriter, textOf } from "./lib/seed/writer.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    receipts: { type: "string", default: "10000" },
    robots: { type: "string", default: "1000" },
    audit: { type: "string", default: "10000" },
    "heartbeat-days": { type: "string", default: "30" },
    organizations: { type: "string" },
    /** How many days the receipts are spread over. */
    days: { type: "string", default: "365" },
    charted: { type: "string", default: "100" },
    /** How many robots of Works ever ran; the others were registered and paired. */
    "busy-robots": { type: "string", default: "1000" },
    deployments: { type: "string", default: "20" },
    /** Ends the history sooner when it takes longer; what was written until then is whole. */
    "at-most-minutes": { type: "string", default: "1000" },
  },
});
if (values.data === undefined) throw new Error("--data names an empty folder.");
const dataDir = values.data;
const [receipts, robots, audit, keptDays, days, charted, deployments] = [
  values.receipts,
  values.robots,
  values.audit,
  values["heartbeat-days"],
  values.days,
  values.charted,
  values.deployments,
].map(Number) as [number, number, number, number, number, number, number];
/** `mostRobots` of convex/model/robots/states.ts. */
const perOrganization = 1_000;
const inWorks = Math.min(robots, perOrganization);
const organizations = Number(values.organizations ?? 1 + Math.ceil((robots - inWorks) / perOrganization));
if (robots - inWorks > (organizations - 1) * perOrganization)
  throw new Error(`An organization has at most ${perOrganization} robots: raise --organizations.`);

const dayMs = 86_400_000;
const begun = performance.now();
const say = (what: string) => console.log(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(4)} s  ${what}`);

const cast = await playCast(dataDir, deployments);
say(`${cast.runs.length} real runs, to copy from`);
const writer = new BulkWriter(dataDir);
const until = Date.now();
const since = until - days * dayMs;

/** What stands in Works for what the cast used in Pilot. */
function sameInWorks(): Map<string, string> {
  const memberships = writer.read("memberships");
  const organizationOf = (userId: string) => textOf(memberships.find((row) => row["userId"] === userId)?.["organizationId"]);
  const { pilot, works } = cast;
  return new Map([
    [organizationOf(pilot.userId), organizationOf(works.userId)],
    ...(["userId", "keyId", "robotSchemaId"] as const).map((name): [string, string] => [pilot[name], works[name]]),
  ]);
}

/** Everything was made a moment ago, for a history that is older. */
function backdate(): SigningKey {
  const [row] = writer.read("signingKeys").filter(({ purpose }) => purpose === "receipts");
  if (row === undefined) throw new Error("The cast signed no receipt.");
  writer.replace(row, { createdAt: since - dayMs });
  const [keyId, publicKey, privateKey] = [textOf(row["keyId"]), textOf(row["publicKey"]), textOf(row["privateKey"])];
  return { keyId, publicKey, privateKey };
}

function seedOtherFleets(fleet: FleetStamper, count: number): void {
  const same = sameInWorks();
  const [pilotId] = [...same.keys()];
  const facts = ["organizations", "robotSchemas", "deployments"].flatMap((table) => writer.read(table).map((row) => ({ table, row })));
  const ofPilot = facts.filter(({ row }) => row["_id"] === pilotId || row["organizationId"] === pilotId);
  const at = since - dayMs;
  for (let n = 0; n < organizations - 1; n += 1) {
    const map = new Map<string, string>();
    const places = ofPilot.map(({ table, row }) => ({ row, place: writer.place(table, at + n) }));
    for (const { row, place } of places) map.set(textOf(row["_id"]), place.id);
    // Nobody signs in to these: whoever acts in their log is the operator of the cast.
    for (const id of [cast.pilot.userId, cast.pilot.keyId]) map.set(id, id);
    for (const { row, place } of places) {
      const fields: JsonObject = JSON.parse(new Stamp(JSON.stringify(row)).print((id) => map.get(id) ?? id, 0));
      writer.put(place, { ...fields, _creationTime: at + n, ...(place.table.name === "organizations" ? { name: `Fleet ${n + 1}` } : {}) });
    }
    for (let m = n * perOrganization; m < Math.min(count, (n + 1) * perOrganization); m += 1) {
      fleet.putStatus(fleet.add(at + m, since + ((m * 97_003) % (days * dayMs)), map, `unit-${String(m + 1).padStart(6, "0")}`));
    }
  }
}

function seedRuns(same: Map<string, string>, fleet: FleetStamper, key: SigningKey, worksRobots: readonly SeededRobot[]): void {
  const organizationId = [...same.values()][0] ?? "";
  const chain = new ChainBuilder(key);
  const deploymentsThere = cast.works.deploymentIds.map((id, n) => ({ id, name: nameOfDeployment(n) }));
  const stamper = new RunStamper(
    writer,
    cast,
    { organizationId, robots: worksRobots.slice(0, Number(values["busy-robots"])), deployments: deploymentsThere, same },
    templatesOf(writer, cast),
    chain,
  );
  // The last one ends a minute ago, the longest lasts seconds.
  const step = (until - 60_000 - since) / Math.max(1, receipts);
  let keptThrough = until - keptDays * dayMs;
  for (let n = 0; n < receipts; n += 1) {
    const at = since + n * step;
    const isKept = at >= keptThrough;
    const { sessionId, robotId } = stamper.add(at, isKept);
    if (isKept) {
      keptThrough = at + dayMs;
      for (let second = 0; second < 300; second += 1)
        writer.insert("keptSamples", at + second * 1_000, { ...fleet.sampleAt(at + second * 1_000), robotId, sessionId });
    }
    if ((n + 1) % 50_000 !== 0) continue;
    say(`${n + 1} sessions with their receipts`);
    if (performance.now() - begun > Number(values["at-most-minutes"]) * 60_000) break;
  }
  stamper.finish(organizationId);
  const { newest } = chain;
  if (newest !== null)
    writer.insert("receiptHeads", until, { organizationId, ...buildCheckpoint(organizationId, newest, until - 60_000, key) });
}

/** A session writes two entries or more; where more are wanted, they are of pairing codes that were shown. */
function seedAudit(same: Map<string, string>, worksRobots: readonly SeededRobot[]): void {
  const model = writer.read("auditEntries").find(({ action }) => action === "pairing.create");
  if (model === undefined) throw new Error("The cast paired no robot.");
  const stamp = new Stamp(JSON.stringify(model));
  const missing = audit - (writer.written.get("auditEntries") ?? 0);
  for (let n = 0; n < missing; n += 1) {
    const at = Math.round(since + (n * days * dayMs) / missing);
    const place = writer.place("auditEntries", at);
    const robot = worksRobots[n % worksRobots.length];
    const idFor = (id: string) => (id === model["_id"] ? place.id : id === cast.robotId ? (robot?.id ?? id) : (same.get(id) ?? id));
    writer.put(place, JSON.parse(stamp.print(idFor, at - Number(model["at"]))));
  }
}

const key = backdate();
const same = sameInWorks();
const fleet = new FleetStamper(writer, cast);
const worksRobots: SeededRobot[] = [];
for (let n = 0; n < inWorks; n += 1) worksRobots.push(fleet.add(since - dayMs + n, until, same, `arm-${String(n + 1).padStart(4, "0")}`));
for (const robot of worksRobots.slice(0, charted)) fleet.putHeartbeats(robot, until);
for (const robot of worksRobots.slice(charted)) fleet.putStatus(robot);
say(`${inWorks} robots in Works, ${Math.min(charted, inWorks)} with a day of heartbeats`);
seedOtherFleets(fleet, robots - inWorks);
say(`${robots - inWorks} robots in ${organizations - 1} other organizations`);
seedRuns(same, fleet, key, worksRobots);
seedAudit(same, worksRobots);
writer.close();

const rows = [...writer.written].filter(([, count]) => count > 0);
for (const [table, count] of rows.sort(([, a], [, b]) => b - a)) console.log(`${String(count).padStart(10)}  ${table}`);
const onDisk = statSync(join(dataDir, "data.sqlite3")).size;
say(
  `${rows.reduce((sum, [, count]) => sum + count, 0)} rows, ${Math.round(writer.bytes / 2 ** 20)} MB of JSON, ${Math.round(onDisk / 2 ** 20)} MB on disk`,
);
const told = JSON.stringify({
  email: cast.works.email,
  password,
  apiKey: cast.works.apiKey,
  deploymentId: cast.works.deploymentIds[0],
  robotIds: worksRobots.slice(0, 5).map(({ id }) => id),
  schemaId: cast.works.robotSchemaId,
});
writeFileSync(join(dataDir, "seeded.json"), told);
console.log(told);
