import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { describeEvent } from "../src/operation/log.ts";
import { callNumber, StuckCalls, stuckFile } from "../src/calls/stuck.ts";
import { STUCK_SIGNAL } from "../src/operation/watchdog.ts";
import { built } from "./build.ts";
import { freePort, startChild } from "./child.ts";
import { api, eventually, httpClient, liveClient, startHost, temporaryFolder } from "./setup.ts";

test("a failure inside of another call names both places, and keeps the data and the error's own name", async () => {
  const client = httpClient(await startHost());
  await expect(client.action(api.trouble.failInside)).rejects.toMatchObject({
    data: "stop",
    message: expect.stringMatching(
      /Server Error\nUncaught ConvexError: Uncaught OwnError: stop\n {4}at .*\(\.\.\/app\/trouble\.ts:\d+:\d+\)\n\n {4}at async .*\(\.\.\/app\/trouble\.ts:\d+:\d+\)/,
    ) as unknown,
  });
});

test("an action that never ends is ended, and one whose timer throws fails", async () => {
  const client = httpClient(await startHost({ actionTimeoutMs: 300 }));
  await expect(client.action(api.trouble.wait)).rejects.toThrow("Action `wait` execution timed out (maximum duration: 0.3s)");
  await expect(httpClient(await startHost()).action(api.trouble.leaveTimer)).rejects.toThrow("uncaughtException: left behind");
});

test("timers of the console warn as they do elsewhere", async () => {
  const host = await startHost();
  const answer = await fetch(`${host.url}/api/action`, { method: "POST", body: JSON.stringify({ path: "trouble:label", args: {} }) });
  const { logLines }: { logLines: unknown } = JSON.parse(await answer.text());
  expect(logLines).toEqual([
    expect.stringMatching(/^\[WARN\] .*Timer 'a' already exists/),
    expect.stringMatching(/^\[INFO\] 'a: \d+ms'$/),
    expect.stringMatching(/^\[WARN\] .*Timer 'a' does not exist/),
  ]);
});

test(
  "a function that never lets go is ended and named, the host starts again by itself, and its client cannot end it again",
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    const supervisor = await startChild([
      "--data",
      await temporaryFolder(),
      "--port",
      String(port),
      "--watchdog",
      "1",
      "--log",
      "json",
      "--restart",
    ]);
    let errors = "";
    supervisor.process.stderr?.on("data", (data) => (errors += String(data)));
    const host = { url: `http://127.0.0.1:${port}` } as never;
    const [http, live] = [httpClient(host), liveClient(host)];
    expect(await live.mutation(api.counters.add, { name: "kept" })).toBe(1);
    // The live client sends it again to the host that comes back.
    await expect(live.mutation(api.trouble.spin, { isEndless: true })).rejects.toThrow(
      /`trouble:spin` was not run: it held the host until the process was ended/,
    );
    expect(errors).toMatch(/"event":"function_stuck","path":"trouble:spin"/);
    expect(errors.match(new RegExp(`"event":"host_ended","signal":"${STUCK_SIGNAL}"`, "g"))).toHaveLength(1);
    await expect(http.mutation(api.trouble.spin, { isEndless: true })).rejects.toThrow("was not run");
    expect(await http.mutation(api.trouble.spin, { isEndless: false })).toBe("done");
    expect(await http.query(api.counters.get, { name: "kept" })).toBe(1);
    supervisor.process.kill("SIGTERM");
    expect(await supervisor.exited).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/version`)).rejects.toThrow();
  },
);

test(
  "a function that takes all memory is ended and named before the process breaks, and its client cannot do it again",
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    const supervisor = await startChild(
      ["--data", await temporaryFolder(), "--port", String(port), "--watchdog", "60", "--log", "json", "--restart"],
      ["--max-old-space-size=1000"],
    );
    let errors = "";
    supervisor.process.stderr?.on("data", (data) => (errors += String(data)));
    const live = liveClient({ url: `http://127.0.0.1:${port}` } as never);
    expect(await live.mutation(api.counters.add, { name: "kept" })).toBe(1);
    await expect(live.mutation(api.trouble.grow, {})).rejects.toThrow(
      /`trouble:grow` was not run: it held the host until the process was ended/,
    );
    expect(errors).toMatch(/"event":"function_stuck","path":"trouble:grow","megabytes":\d{3}/);
    expect(errors.match(/"event":"host_ended"/g)).toHaveLength(1);
    expect(await live.mutation(api.counters.add, { name: "kept" })).toBe(2);
    supervisor.process.kill("SIGTERM");
    expect(await supervisor.exited).toBe(0);
  },
);

test(
  "an action that fills the memory with pauses in between fails by name and the host goes on; one that goes on growing is named, and ended with the process",
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    const supervisor = await startChild(
      ["--data", await temporaryFolder(), "--port", String(port), "--watchdog", "60", "--log", "json", "--restart"],
      ["--max-old-space-size=700"],
    );
    let errors = "";
    supervisor.process.stderr?.on("data", (data) => (errors += String(data)));
    const host = { url: `http://127.0.0.1:${port}` } as never;
    const [http, live] = [httpClient(host), liveClient(host)];
    const older = live.action(api.trouble.pause, { ms: 8000 });
    expect(await live.mutation(api.counters.add, { name: "kept" })).toBe(1);
    await expect(http.action(api.trouble.hoard, { isAsking: true })).rejects.toThrow(
      /Action `hoard` ran out of memory: while it ran, \d{3} MiB more were used/,
    );
    expect(await live.mutation(api.counters.add, { name: "kept" })).toBe(2);
    expect(await older).toBe("rested");
    expect(errors).not.toContain("host_ended");
    expect(errors.match(/"event":"function_out_of_memory","path":"trouble:hoard"/g)).toHaveLength(1);

    await expect(http.action(api.trouble.hoard, { isAsking: false })).rejects.toThrow(/ran out of memory|fetch failed/);
    await eventually(() => errors.includes('"event":"host_ended"'), 20_000);
    expect(errors).toMatch(/"event":"function_stuck","path":"trouble:hoard","megabytes":\d{3}/);
    expect(await live.mutation(api.counters.add, { name: "kept" })).toBe(3);
    await expect(live.action(api.trouble.hoard, { isAsking: false })).rejects.toThrow("`trouble:hoard` was not run");
    supervisor.process.kill("SIGTERM");
    expect(await supervisor.exited).toBe(0);
  },
);

test("a start that fails is not repeated, and an end that comes again and again only so often", { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const program = path.join(folder, "program.mjs");
  const source = `import { isSupervised, serveSupervised, supervise } from ${JSON.stringify(built.supervisor)};
if (!isSupervised()) process.exit(await supervise(process.argv.slice(2), (level, event) => console.log(event), 1));
if (process.argv[2] === "ready") serveSupervised(() => process.exit(0));
setTimeout(() => process.exit(7), 50);`;
  await writeFile(program, source);
  const run = (mode: string) => spawnSync(process.execPath, [program, mode], { encoding: "utf8" });
  expect(run("broken")).toMatchObject({ status: 7, stdout: "" });
  const again = run("ready");
  expect(again.status).toBe(7);
  expect(again.stdout.trim().split("\n")).toEqual([...Array.from({ length: 6 }, () => "host_ended"), "gave_up"]);
});

test("calls that were stuck are refused, for longer each time, and a function that is stuck with any arguments as a whole", async () => {
  const dataDir = await temporaryFolder();
  const minute = 60_000;
  const write = (...calls: [path: string, args: string, at: number][]) =>
    writeFile(
      stuckFile(dataDir),
      [...calls.map(([name, args, at]) => JSON.stringify({ path: name, call: callNumber(name, args), at })), '{"cut'].join("\n"),
    );
  const isRefused = (name: string, args: string, now: number) => {
    try {
      StuckCalls.load(dataDir).refuse(name, callNumber(name, args), now);
      return false;
    } catch {
      return true;
    }
  };
  await write(["a:b", "1", 0]);
  expect([
    isRefused("a:b", "1", 9 * minute),
    isRefused("a:b", "1", 11 * minute),
    isRefused("a:b", "2", 0),
    isRefused("a:c", "1", 0),
  ]).toEqual([true, false, false, false]);
  await write(["a:b", "1", 0], ["a:b", "1", 11 * minute]);
  expect([isRefused("a:b", "1", 30 * minute), isRefused("a:b", "1", 32 * minute)]).toEqual([true, false]);
  await write(["a:b", "1", 0], ["a:b", "2", 1], ["a:b", "3", 2]);
  expect([isRefused("a:b", "4", minute), isRefused("a:b", "4", 11 * minute), isRefused("a:c", "4", minute)]).toEqual([true, false, false]);
});

test("people read one line for an event, and no lists of nothing", () => {
  expect(describeEvent("info", "schema_applied", { createdTables: 12, droppedIndexes: [], validatedDocuments: 0 })).toBe(
    "schema applied: created tables 12",
  );
  expect(describeEvent("warn", "function_failed", { path: "a:b", message: "one\n  two" })).toBe(
    "warn: function failed: path a:b, message one | two",
  );
  expect(describeEvent("info", "function_log", { path: "a:b", line: "[LOG] 'x'" })).toBe("a:b [LOG] 'x'");
});
