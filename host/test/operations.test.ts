import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test, vi } from "vitest";
import { parse } from "yaml";

import { main } from "../src/cli.ts";
import { api, httpClient, startHost, temporaryFolder } from "./setup.ts";

const folder = path.join(import.meta.dirname, "../operations");
/** What Prometheus makes itself of every scrape. */
const OWN = ["up"];
const WORDS = new Set([
  "and",
  "or",
  "by",
  "le",
  "path",
  "job",
  "host",
  "sum",
  "rate",
  "time",
  "topk",
  "resets",
  "increase",
  "histogram_quantile",
  "min_over_time",
  "m",
  "e",
]);

function namesIn(expression: string): string[] {
  return [...expression.replaceAll(/"[^"]*"/g, "").matchAll(/[a-z_][a-z0-9_]*/gi)].flatMap(([name]) =>
    WORDS.has(name) || /^e\d/.test(name) ? [] : [name],
  );
}

test("every metric that the alerts and the dashboard name is told by a host, with words and by the rules of the format", async () => {
  const host = await startHost({ backups: { folder: await temporaryFolder(), everyMs: 3_600_000, keep: 1 } });
  await httpClient(host).mutation(api.counters.add, { name: "a" });
  await expect(httpClient(host).action(api.trouble.failInside)).rejects.toThrow();
  const answer = await fetch(`${host.url}/metrics`, { headers: { Authorization: `Bearer ${host.adminKey}` } });
  const lines = (await answer.text()).trimEnd().split("\n");
  const told = new Set<string>();
  for (const line of lines) {
    expect(line).toMatch(
      /^(?:# HELP [a-z_]+ \S.*|# TYPE [a-z_]+ (?:counter|gauge|histogram)|[a-z_]+(?:\{[a-z]+="[^"]*"\})? -?[0-9.e+-]+)$/,
    );
    const name = /^([a-z_]+)/.exec(line)?.[1];
    if (name !== undefined) told.add(name);
  }
  expect(lines).toContain('host_function_failures_total{path="trouble:failInside"} 1');
  expect(lines).toContain("host_store_writable 1");
  expect(Number(lines.find((line) => line.startsWith("host_commit_seconds_count "))?.split(" ")[1])).toBeGreaterThan(0);

  const rules: { groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[] } = parse(
    await readFile(path.join(folder, "alerts.yml"), "utf8"),
  );
  const dashboard: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(
    await readFile(path.join(folder, "dashboard.json"), "utf8"),
  );
  const expressions = [
    ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr])),
    ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr])),
  ];
  expect(expressions.length).toBeGreaterThan(25);
  const used = new Set<string>();
  for (const [where, expression] of expressions) {
    for (const name of namesIn(String(expression))) {
      used.add(name);
      expect(told.has(name) || OWN.includes(name), `${where}: ${name}`).toBe(true);
    }
  }
  const unused = [...told].filter((name) => !used.has(name) && !/_(?:sum|count)$/.test(name));
  expect(unused).toEqual(["host_backups_total"]);
});

test.each(["host.service", "Containerfile"])("the host takes the options that %s gives it", async (name) => {
  const text = await readFile(path.join(folder, name), "utf8");
  const command = text
    .split("\n")
    .filter((line) => /^(?:ExecStart|ENTRYPOINT)/.test(line))
    .join(" ");
  const given = [...command.matchAll(/--([a-z-]+)/g)].map((found) => String(found[1]));
  expect(given.length).toBeGreaterThan(4);
  const told: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((line) => told.push(String(line)) > 0);
  await main(["--help"]).finally(() => write.mockRestore());
  for (const option of given) expect(told.join(""), option).toContain(`--${option} `);
});

test("the log holds no token, argument or document, and names the request that failed", async () => {
  const secret = "a-secret-that-nobody-may-read";
  const told: string[] = [];
  const host = await startHost({ dev: false, log: (level, event, facts) => void told.push(JSON.stringify({ level, event, ...facts })) });
  const call = (name: string, args: unknown, headers = {}) =>
    fetch(`${host.url}/api/${name}?x=${secret}`, { method: "POST", headers, body: JSON.stringify(args) });
  await call("mutation", { path: "notes:add", args: { room: secret, text: secret } }, { Authorization: `Convex ${host.adminKey}` });
  await call("mutation", { path: "notes:add", args: { room: secret, wrong: secret } });
  await call("query", { path: "notes:list", args: { room: "a" } }, { Authorization: `Bearer ${secret}` });
  await call("query", `{${secret}`);
  const failed = await call("action", { path: "trouble:leaveTimer", args: {} });
  const { errorMessage }: { errorMessage: string } = JSON.parse(await failed.text());
  const requestId = /Request ID: ([0-9a-f]+)/.exec(errorMessage)?.[1];
  expect(told.some((line) => line.includes("function_failed") && line.includes(String(requestId)))).toBe(true);
  const all = told.join("\n");
  for (const hidden of [secret, host.adminKey]) expect(all).not.toContain(hidden);
});
