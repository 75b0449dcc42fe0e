import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

import { expect, test } from "vitest";

import { Starvation, starvedMs, type Starved } from "./starvation.ts";

const page = { by: "page", who: "operator-1" } as const;
const sample = (at: number, waitedMs: number, of: Pick<Starved, "by" | "who"> = page): Starved => ({ ...of, at, waitedMs });

test("what a page waited for a processor counts between two times, and for nobody else", () => {
  const samples = [
    sample(0, 5),
    sample(100, 5),
    sample(200, 905),
    sample(300, 905),
    sample(300, 7_000, { by: "panel", who: "operator-1" }),
  ];
  expect(starvedMs(samples, page, 110, 190)).toBe(900);
  expect(starvedMs(samples, page, 210, 290)).toBe(0);
  expect(starvedMs(samples, page, -50, 900)).toBe(900);
  expect(starvedMs(samples, { by: "page", who: "operator-2" }, 0, 300)).toBe(0);
  expect(starvedMs([], page, 0, 300)).toBe(0);
});

const busy = () => spawn(process.execPath, ["-e", "const end = Date.now() + 1000; while (Date.now() < end);"], { stdio: "ignore" });

test.runIf(process.platform === "linux")("of twice as many as there are processors, half wait", async () => {
  const children = Array.from({ length: 2 * availableParallelism() }, busy);
  const starvation = new Starvation(page, () => children.map(({ pid = 0 }) => pid));
  await Promise.all(children.map((child) => new Promise((done) => child.once("exit", done))));
  starvation.end();
  const { at: from = 0 } = starvation.samples[0] ?? {};
  expect(starvedMs(starvation.samples, page, from, Date.now())).toBeGreaterThan(500);
});
