/** Stamps out robots from the cast's one, and what their heartbeats leave: a day of minutes and a quarter of an hour of samples. */
import { createHash } from "node:crypto";

import type { JsonObject } from "../../../host/src/values/json.ts";
import { robotName, type Cast } from "./cast.ts";
import { Stamp } from "./stamp.ts";
import { textOf, type BulkWriter, type Place } from "./writer.ts";

export interface SeededRobot {
  readonly id: string;
  readonly name: string;
  readonly status: Place;
  readonly row: JsonObject;
}

interface Row {
  readonly table: string;
  readonly id: string;
  readonly stamp: Stamp;
}

export class FleetStamper {
  readonly #writer: BulkWriter;
  readonly #rows: readonly Row[];
  readonly #registeredAt: number;
  readonly #lastSeenAt: number;
  readonly #sample: JsonObject;
  #made = 0;

  constructor(writer: BulkWriter, cast: Cast) {
    this.#writer = writer;
    const rows: [string, JsonObject][] = [];
    for (const table of ["robots", "robotStatus", "robotStates", "robotCredentials"])
      for (const row of writer.read(table)) rows.push([table, row]);
    for (const row of writer.read("auditEntries")) if (row["targetId"] === cast.robotId) rows.push(["auditEntries", row]);
    const find = (table: string) => rows.find(([name]) => name === table)?.[1] ?? {};
    this.#registeredAt = Number(find("robots")["createdAt"]);
    this.#lastSeenAt = Number(find("robotStatus")["lastSeenAt"]);
    this.#rows = rows.map(([table, row]) => ({ table, id: textOf(row["_id"]), stamp: new Stamp(JSON.stringify(row)) }));
    const chunk = writer.read("sampleChunks", 1)[0] as { samples: JsonObject[] } | undefined;
    const sample = chunk?.samples[0];
    if (sample === undefined) throw new Error("The cast's robot left no sample.");
    this.#sample = sample;
  }

  /** A robot registered and paired at `at`, last heard of at `seenAt` (epoch ms). Its live row is written by the caller. */
  add(at: number, seenAt: number, same: ReadonlyMap<string, string>, name: string): SeededRobot {
    this.#made += 1;
    const places = new Map<string, Place>();
    for (const { table, id } of this.#rows) places.set(id, this.#writer.place(table, at));
    const gone = new Map<string, string>();
    const elsewhere = (id: string) => {
      // The pairing token and the last samples are past their life, and the last session is none of this robot's.
      const known = gone.get(id) ?? this.#writer.place(this.#writer.catalog.tableOfId(id) ?? "", seenAt).id;
      gone.set(id, known);
      return known;
    };
    const idFor = (id: string) => places.get(id)?.id ?? same.get(id) ?? elsewhere(id);
    let robot: Omit<SeededRobot, "name"> | null = null;
    let id = "";
    for (const row of this.#rows) {
      const place = places.get(row.id);
      if (place === undefined) continue;
      const isLive = row.table === "robotStatus" || row.table === "robotStates";
      const text = row.stamp
        .print(idFor, Math.round(isLive ? seenAt - this.#lastSeenAt : at - this.#registeredAt))
        .replaceAll(robotName, name);
      const fields: JsonObject = { ...JSON.parse(text), ...(isLive ? { _creationTime: at } : {}) };
      if (row.table === "robotCredentials") fields["hash"] = createHash("sha256").update(`${name} ${this.#made}`).digest("hex");
      if (isLive) fields["sessionId"] = null;
      if (row.table === "robots") id = place.id;
      if (row.table === "robotStatus") robot = { id: "", status: place, row: fields };
      else this.#writer.put(place, fields);
    }
    if (robot === null) throw new Error("The cast's robot left no live row.");
    return { ...robot, id, name };
  }

  putStatus({ status, row }: SeededRobot): void {
    this.#writer.put(status, row);
  }

  /** What 1 Hz until `until` leaves after pruning; the live row then names the newest of it. */
  putHeartbeats({ id: robotId, status, row }: SeededRobot, until: number): void {
    const samples: JsonObject[] = [];
    const minuteMs = 60_000;
    const running = Math.floor(until / minuteMs) * minuteMs;
    for (let minute = running - 1_440 * minuteMs; minute < running; minute += minuteMs) {
      this.#writer.insert("heartbeatMinutes", minute + minuteMs, { robotId, ...minuteOf(this.#sample, minute, 60) });
    }
    let chunk: JsonObject | null = null;
    for (let from = until - 15 * minuteMs; from < until; from += 10_000) {
      samples.length = 0;
      for (let n = 0; n < 10; n += 1) samples.push(this.sampleAt(from + n * 1_000));
      chunk = { id: this.#writer.insert("sampleChunks", from, { robotId, from, samples: [...samples] }), from };
    }
    const seconds = Math.max(1, Math.floor((until - running) / 1_000));
    this.#writer.put(status, { ...row, chunk, minute: minuteOf(this.#sample, running, seconds), seq: Math.floor(until / 1_000) });
  }

  /** One heartbeat's sample; its numbers move a little with the time. */
  sampleAt(at: number): JsonObject {
    const second = Math.floor(at / 1_000);
    const { inferenceMs, cpuPct } = this.#sample;
    return {
      ...this.#sample,
      sessionId: null,
      receivedAt: at,
      sentAt: at - 20,
      seq: second,
      inferenceMs: Number(inferenceMs) + (second % 9),
      cpuPct: Number(cpuPct) + (second % 5),
    };
  }
}

const counted = ["steps", "appliedSteps", "safeStops", "controlHz", "inferenceMs", "roundTripMs", "batteryPct", "temperatureC", "cpuPct"];

function minuteOf(sample: JsonObject, minute: number, count: number): JsonObject {
  const fields: JsonObject = {};
  for (const name of counted) {
    const value = Number(sample[name]);
    fields[name] = { min: value, mean: value + 3 + (minute % 7) / 10, max: value + 8, count };
  }
  return { minute, count, lastAt: minute + count * 1_000 - 1, longestGapMs: 1_013, fields };
}
