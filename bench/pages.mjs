/**
 * What the host pays for a fleet at 1 Hz with open fleet pages: `node bench/pages.mjs [robots, default 1000] [pages, default 20]
 * [seconds, default 20]`. Robots are bare sockets; each page is an official client with a sign-in of its own, which follows
 * `robots:states` and the live rows of 30 robots of its part of the fleet. Beside them somebody promotes and stops over HTTP.
 * Takes about a minute.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";
import { WebSocket } from "ws";

import { makeRobots, openConsole, quantile } from "./lib/console.mjs";
import { beatRaw } from "./lib/raw-robots.mjs";
import { report } from "./lib/report.mjs";

const [robotCount = 1_000, pageCount = 20, seconds = 20] = process.argv.slice(2).map(Number);
const rowsOfPage = 30;
const account = { email: "bench@reflex.example", password: "correct horse battery" };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const frames = { count: 0, bytes: 0, updates: 0 };

class CountingSocket extends WebSocket {
  constructor(...args) {
    super(...args);
    this.on("message", (data) => {
      frames.count += 1;
      frames.bytes += data.length;
    });
  }
}

async function openPage(site, robots, index) {
  const { tokens } = await site.run("action", "auth:signIn", { provider: "password", params: { ...account, flow: "signIn" } });
  const client = new ConvexClient(site.url, {
    webSocketConstructor: CountingSocket,
    skipConvexDeploymentUrlCheck: true,
    unsavedChangesWarning: false,
  });
  client.setAuth(async () => tokens.token);
  const shown = () => (frames.updates += 1);
  // Without it a refused query would end the measurement.
  const refused = (error) => console.error(`A page was refused: ${error.message}`);
  const pass = await client.query(anyApi.robots.watchPass, {});
  const robotIds = robots.map(({ id }) => id);
  for (let from = 0; from < robotIds.length; from += 50)
    client.onUpdate(anyApi.robots.states, { pass, robotIds: robotIds.slice(from, from + 50) }, shown, refused);
  for (let row = 0; row < rowsOfPage; row += 1) {
    const robot = robots[(index * rowsOfPage + row) % robots.length];
    client.onUpdate(anyApi.robots.live, { pass, robotId: robot.id }, shown, refused);
  }
  return client;
}

/** CPU seconds of the host's process, and of its main thread. */
function cpuOf(pid) {
  const read = (file) => {
    const fields = readFileSync(file, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return { all: read(`/proc/${pid}/stat`), main: read(`/proc/${pid}/task/${pid}/stat`) };
}

const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1_024;

async function metricsOf(site, key) {
  const text = await (await fetch(`${site.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text();
  const read = (name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
  return { commits: read("host_commits_total"), mutations: read("host_mutations_total"), runs: read("host_query_runs") };
}

async function timed(into, work) {
  const begun = performance.now();
  await work();
  into.push(performance.now() - begun);
}

/** A promote and a stop again and again as the dashboard sends them, on sessions of robots that beat like the others. */
async function command(site, sessions, times, isOver) {
  const { tokens } = await site.run("action", "auth:signIn", { provider: "password", params: { ...account, flow: "signIn" } });
  const post = async (path, body) => {
    const answer = await fetch(`${site.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${tokens.token}` },
      body: JSON.stringify(body),
    });
    return await answer.json();
  };
  const mutate = async (path, args) => {
    const answer = await post("/api/mutation", { path, args, format: "json" });
    if (answer.status !== "success") throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.value;
  };
  for (let turn = 0; !isOver(); turn += 1) {
    const { sessionId } = sessions[turn % sessions.length];
    const { intent, version } = await mutate("sessions:requestIntent", { id: sessionId });
    // Refused while the dry run is young, after everything that a promote reads was read.
    await timed(times.promote, () => mutate("sessions:promote", { id: sessionId, intent, version, budgetSeconds: 60 }));
    await timed(times.stop, () => post("/http/stop", { sessionId, sentAt: Date.now() }));
    await timed(times.bare, async () => (await fetch(`${site.url}/version`)).text());
    await pause(40);
  }
}

const site = await openConsole();
const { adminKey } = JSON.parse(readFileSync(join(site.dataDir, "host.json"), "utf8"));
let beats;
let pages = [];
try {
  const { robotSchemaId, robots } = await makeRobots(site, robotCount);
  const { id: deploymentId } = await site.call("mutation", "createDeployment", { name: "bench", modelId: "pi0.5", robotSchemaId });
  const sessions = [];
  for (const robot of robots.slice(-20)) {
    const { sessionId } = await site.call("mutation", "authorizeSession", { robotId: robot.id, deploymentId });
    robot.sessionId = sessionId;
    sessions.push({ sessionId });
  }
  for (let index = 0; index < pageCount; index += 1) pages.push(await openPage(site, robots, index));
  beats = beatRaw(site.url, robots);
  await pause(5_000);
  const times = { promote: [], stop: [], bare: [] };
  const before = { at: performance.now(), cpu: cpuOf(site.pid), own: process.cpuUsage(), ...(await metricsOf(site, adminKey)) };
  beats.reset();
  Object.assign(frames, { count: 0, bytes: 0, updates: 0 });
  await command(site, sessions, times, () => performance.now() - before.at > seconds * 1_000);
  const cpu = cpuOf(site.pid);
  const { taken, leftOut, failed, times: answers } = beats.counts;
  const after = await metricsOf(site, adminKey);
  const elapsed = (performance.now() - before.at) / 1_000;
  const own = process.cpuUsage(before.own);
  const core = cpu.all - before.cpu.all;
  const what = `${robotCount} robots, ${pageCount} fleet pages`;
  const say = (name, value, unit, more = {}) => report({ section: "server", what: `${what}: ${name}`, value, unit, ...more });
  say("heartbeats taken a second", taken / elapsed, "/s", {
    goal: { least: robotCount * 0.99 },
    note: `${leftOut} left out, ${failed} failed`,
  });
  say("host CPU for a heartbeat, its pushes included", (core * 1_000) / taken, "ms", {
    note: `${(((cpu.main - before.cpu.main) * 1_000) / taken).toFixed(2)} ms of it on the main thread`,
  });
  say("share of a core", (core / elapsed) * 100, "%", { goal: { most: 100 } });
  say("heartbeats in one commit", (after.mutations - before.mutations) / (after.commits - before.commits));
  say("queries run again for a heartbeat", (after.runs - before.runs) / taken);
  say("socket messages for a heartbeat", frames.count / taken, "", {
    note: `${(frames.bytes / taken / 1_024).toFixed(1)} KB, ${(frames.updates / elapsed).toFixed(0)} updates shown a second`,
  });
  say("heartbeat p50", quantile(answers, 0.5), "ms");
  say("heartbeat p99", quantile(answers, 0.99), "ms");
  say("promote asked p50", quantile(times.promote, 0.5), "ms");
  say("promote asked p99", quantile(times.promote, 0.99), "ms", { goal: { most: 50 }, note: `${times.promote.length} times` });
  say("stop p99", quantile(times.stop, 0.99), "ms", { goal: { most: 50 } });
  say("bare request p99", quantile(times.bare, 0.99), "ms");
  say("RSS of the host", rssOf(site.pid), "MB", {
    goal: { most: 400 },
    note: `load generator took ${((own.user + own.system) / 1e4 / elapsed).toFixed(0)} % of a core`,
  });
} finally {
  beats?.stop();
  await Promise.all(pages.map((page) => page.close()));
  await site.close();
}
