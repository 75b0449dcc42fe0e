import { expect, test } from "vitest";

import source from "./router.tsx?raw";

const files = Object.keys(import.meta.glob("./pages/**/*-{page,layout}.tsx")).map((path) => path.slice("./pages/".length, -".tsx".length));
const named = [...source.matchAll(/page\("([^"]+)"\)/g)].map(([, file]) => file);

test("every route has its page file, and every page file its route", () => {
  expect([...new Set(named)].sort()).toEqual(files.sort());
});
