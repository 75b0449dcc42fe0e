/**
 * `npm start -- --demo N`: an organization to look at. Everything but the first key and operator goes through the public
 * API, as a customer's script would; the robots are processes of their own that claim pairing tokens.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildRobot } from "./build.mjs";
import { root, say } from "./workspace.mjs";

const email = "demo@reflex.example";
const places = [
  "red button, left of bench 1",
  "red button on the pillar by bench 2",
  "pull cord above cell 3",
  "red button under the edge of table 4",
];

/** Calls `publicApi:<name>`; refusals are errors here. */
function caller(url, apiKey) {
  return async (kind, name, args = {}) => {
    const answer = await fetch(`${url}/api/${kind}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: `publicApi:${name}`, format: "json", args: { ...args, apiKey } }),
    });
    const body = await answer.json();
    if (body.status !== "success") throw new Error(`${name}: ${body.errorData?.message ?? body.errorMessage}`);
    if (body.value?.ok === false) throw new Error(`${name}: ${body.value.reason} ${JSON.stringify(body.value.unmet ?? "")}`);
    return body.value;
  };
}

async function eventually(seconds, what, attempt) {
  const until = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < until) {
    try {
      const value = await attempt();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`demo: ${what} did not happen within ${seconds} s${last === undefined ? "" : `: ${last.message}`}`);
}

/** Creates what is not there yet; what it made is remembered in `demo.json` (0600) beside the data. */
async function prepare(host, robots, file) {
  const made = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { password: randomBytes(9).toString("base64url"), robots: [] };
  const keep = () => writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  if (made.apiKey === undefined) {
    await host.run(
      "setup:createOperator",
      { email, password: made.password, name: "Demo Operator", role: "admin", organizationName: "Demo Robotics" },
      "action",
    );
    made.apiKey = (await host.run("setup:createApiKey", { name: "demo", organizationName: "Demo Robotics" }, "mutation")).apiKey;
    keep();
  }
  const call = caller(host.url, made.apiKey);
  if (made.deploymentId === undefined) {
    const schema = JSON.parse(readFileSync(join(root, "docs", "examples", "so101.schema.json"), "utf8"));
    made.robotSchemaId = (await call("mutation", "registerRobotSchema", { name: "so101", robotKind: "so101", schema })).id;
    const robotSchemaId = made.robotSchemaId;
    made.deploymentId = (
      await call("mutation", "createDeployment", {
        name: "pick-and-place",
        modelId: "pi0.5",
        robotSchemaId,
        runtime: "edge",
        mode: "dry_run",
        spec: { task: "Pick up the red cube and place it in the tray." },
      })
    ).id;
    keep();
  }
  while (made.robots.length < robots) {
    const index = made.robots.length;
    const name = `so101-${String(index + 1).padStart(2, "0")} (simulated)`;
    const { id } = await call("mutation", "registerRobot", {
      name,
      robotSchemaId: made.robotSchemaId,
      robotKind: "so101",
      calibrationId: `cal-${index + 1}`,
      emergencyStopLocation: places[index % places.length],
    });
    made.robots.push({ id, name });
    keep();
  }
  return { made, call };
}

async function startRobot({ call, host, folder, script, robot, index, children }) {
  const stored = existsSync(join(folder, `${robot.id}.json`));
  // The secret goes by the environment, because everybody on the machine can read a command line.
  const env = { ...process.env };
  if (!stored) env.REFLEX_PAIRING_TOKEN = (await call("mutation", "createPairingToken", { robotId: robot.id, ttlSeconds: 600 })).token;
  const flags = [
    "--url",
    host.url,
    "--credentials",
    folder,
    "--hostname",
    `sim-${index + 1}`,
    "--latency-ms",
    String(12 + (index % 5) * 3),
  ];
  // The channel closes with this process, however it ends, and the robot with the channel.
  const child = spawn(process.execPath, [script, ...(stored ? ["--robot", robot.id] : []), ...flags], {
    env,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  children.add(child);
  child.on("exit", () => children.delete(child));
}

/** Opens a session on a robot and waits until the robot runs it. */
async function openSession(call, made, robot) {
  const { sessionId } = await call("mutation", "authorizeSession", {
    deploymentId: made.deploymentId,
    robotId: robot.id,
    robotType: "so101",
  });
  await eventually(15, `${robot.name} taking its session`, async () =>
    (await call("query", "listInferenceSessions", { status: "active" })).sessions.some((row) => row._id === sessionId),
  );
  return sessionId;
}

/** Promotes as soon as the dry run's evidence suffices, by an API key: no intent, and refused just as a person would be. */
function promote(call, sessionId) {
  return eventually(60, "a promotion", () => call("mutation", "promoteSession", { sessionId, mode: "apply_actions", budgetSeconds: 3600 }));
}

async function enliven(call, made) {
  const open = new Set(
    (await call("query", "listInferenceSessions", {})).sessions.filter((row) => row.status !== "closed").map((row) => row.robotId),
  );
  const free = made.robots.filter((robot) => !open.has(robot.id));
  // Two short runs leave receipts to look at; then some robots run dry, one or two apply, the rest stay idle.
  if ((await call("query", "listReceipts", {})).receipts.length === 0) {
    for (const [index, robot] of free.slice(0, 2).entries()) {
      const sessionId = await openSession(call, made, robot);
      await new Promise((done) => setTimeout(done, 6_000));
      await call("mutation", "closeSession", { sessionId, reason: index === 0 ? "task_done" : "operator_closed" });
    }
  }
  const busy = free.slice(0, Math.max(1, Math.ceil(free.length * 0.6)));
  const sessions = [];
  for (const robot of busy) sessions.push({ robotId: robot.id, sessionId: await openSession(call, made, robot) });
  for (const { robotId, sessionId } of sessions.slice(0, made.robots.length >= 4 ? 2 : 1)) {
    await call("mutation", "runReadinessCheck", { deploymentId: made.deploymentId, robotId });
    await promote(call, sessionId);
  }
}

/** Seeds the folder, starts the robots as child processes, prints the operator's sign-in on stdout. */
export async function seedDemo({ host, robots, dataDir, children }) {
  const script = await buildRobot();
  const { made, call } = await prepare(host, robots, join(dataDir, "demo.json"));
  const folder = join(dataDir, "demo-robots");
  for (const [index, robot] of made.robots.slice(0, robots).entries())
    await startRobot({ call, host, folder, script, robot, index, children });
  process.stdout.write(`sign in ${email} ${made.password}\n`);
  say(`${robots} simulated robots are starting; the fleet comes to life within a minute.`);
  enliven(call, made).then(
    () => say("The demo fleet is running."),
    (error) => say(error instanceof Error ? error.message : String(error)),
  );
}
