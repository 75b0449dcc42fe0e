import { beforeEach, expect, test, vi } from "vitest";

import { receiptSearchFrom } from "#src/components/receipts/filters.ts";

import { beginSitting, sittingInWords } from "./sitting.ts";

const { asked } = vi.hoisted(() => ({ asked: [] as { verdict?: string; order?: string; paginationOpts: { numItems: number } }[] }));

/** A million receipts, a page at a time. */
vi.mock("#src/api/client.ts", () => ({
  convex: {
    query: (_fn: unknown, args: (typeof asked)[number]) => {
      asked.push(args);
      const row = (n: number) => ({
        id: `r${n}`,
        sequence: 1_000_000 - n,
        robotName: "arm",
        deploymentName: "pick",
        modelId: "pi0.5",
        closeReason: "done",
        safeStops: 0,
        errorCount: 0,
        steps: 1,
        startedAt: 0,
        timestamp: 1,
        longestGapMs: 0,
        latencyP95Ms: null,
        applied: false,
        review: null,
      });
      return Promise.resolve({
        page: Array.from({ length: args.paginationOpts.numItems }, (_, n) => row(asked.length * 1_000 + n)),
        isDone: false,
        continueCursor: "more",
      });
    },
  },
}));

beforeEach(() => void asked.splice(0));
const from = (text: string) => receiptSearchFrom(new URLSearchParams(text));

test("a sitting over a long history reads a part of it, and says which", async () => {
  const waiting = await beginSitting(from("verdict=none"), null);
  expect(asked).toHaveLength(3);
  expect(asked.every(({ verdict, order }) => verdict === "none" && order === "oddest")).toBe(true);
  expect(waiting).toMatchObject({ isAll: false, rows: { length: 500 } });
  expect(sittingInWords(waiting, from("verdict=none"), false)).toMatch(/^The 500 most unusual of more\. Outliers first/);

  asked.splice(0);
  const all = await beginSitting(from(""), null);
  expect(asked).toHaveLength(10);
  expect(sittingInWords(all, from(""), false)).toMatch(/^The 500 most unusual of the newest 2000\./);

  asked.splice(0);
  const sample = await beginSitting(from("verdict=none"), { size: 58, seed: 7 });
  expect(asked).toHaveLength(50);
  expect(asked.every(({ verdict }) => verdict === undefined)).toBe(true);
  expect(sittingInWords(sample, from(""), true)).toMatch(/^A random sample of 58 of the newest 10000\./);
});
