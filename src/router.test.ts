import { expect, test } from "vitest";

// As text: importing the table would start the browser router.
const sources = import.meta.glob<string>("./router.tsx", { query: "?raw", import: "default", eager: true });
const files = Object.keys(import.meta.glob("./pages/**/*-{page,layout}.tsx")).map((path) => path.slice("./pages/".length, -".tsx".length));
const named = [...(sources["./router.tsx"] ?? "").matchAll(/page\("([^"]+)"\)/g)].map(([, file]) => file);

test("every route has its page file, and every page file its route", () => {
  expect(new Set(named)).toEqual(new Set(files));
  expect(files.length).toBeGreaterThan(20);
});
