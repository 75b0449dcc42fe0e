import path from "node:path";

import { expect, test } from "vitest";

import { eventually, httpClient, startHost } from "./setup.ts";

const functions = path.join(import.meta.dirname, "app-with-component");
const empty = { user: null, counts: [] };

test("each mounted component has tables of its own, and its failure undoes only its own writes", async () => {
  const host = await startHost({ functions });
  for (const count of [1, 2, 3]) expect(await host.run("calls:take", { name: "a" })).toBe(count);
  expect(await host.run("calls:tryTake", { name: "a" })).toBe("refused");
  expect(await host.run("calls:counts")).toEqual({ own: 1, limiter: { user: null, counts: [1, 2, 3] }, second: empty });
  await expect(host.run("calls:take", { name: "a" })).rejects.toMatchObject({
    data: { limit: 3 },
    message: expect.stringContaining("/limiter/uses.ts:"),
  });
});

test("function handles and schedules reach the component that they were made for", async () => {
  const host = await startHost({ functions });
  expect(await host.run("calls:byHandle", { name: "b" })).toBe(1);
  await host.run("calls:later", { name: "b" });
  await eventually(
    async () =>
      JSON.stringify(await host.run("calls:counts")) ===
      JSON.stringify({ limiter: { counts: [1], user: null }, own: 0, second: { counts: [1], user: null } }),
  );
});

test("a component cannot read the app's documents, and clients cannot call a component", async () => {
  const host = await startHost({ functions });
  await host.run("calls:tryTake", { name: "c" });
  expect(await host.run("calls:foreign")).toBeNull();
  await expect(httpClient(host).query("limiter;uses:all" as never)).rejects.toThrow("Could not find public function");
  await expect(httpClient(host).query("uses:all" as never)).rejects.toThrow("Could not find public function");
  const body = JSON.stringify({ path: "uses:all", componentPath: "limiter", args: {} });
  const asAdmin = await fetch(`${host.url}/api/query`, { method: "POST", body, headers: { Authorization: `Convex ${host.adminKey}` } });
  expect(await asAdmin.json()).toMatchObject({ status: "success", value: { counts: [1] } });
  const asNobody = await fetch(`${host.url}/api/query`, { method: "POST", body });
  expect(await asNobody.json()).toMatchObject({ status: "error" });
});

test("a component sees the variables that it was given and no others, and answers HTTP below its prefix", async () => {
  const host = await startHost({ functions, env: { APP_COLOR: "red", SECRET: "of the app" } });
  const get = (place: string) => fetch(`${host.siteUrl}${place}`);
  expect(await (await get("/limits/env")).json()).toEqual({ COLOR: "red", SHAPE: "round" });
  expect((await get("/env")).status).toBe(404);
});
