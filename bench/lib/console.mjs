/** A console of its own for a measurement: a host on a free port with an empty folder, an admin, and robots that only speak HTTP. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const email = "bench@reflex.example";
const password = "correct horse battery";
/** Keeps sockets open: a thousand robots would otherwise open a thousand sockets a second. */
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** A kept socket may be closed by the other side just as it is used again; a second try opens a new one. */
const post = (...args) => postOnce(...args).catch((error) => (error.code === "ECONNRESET" ? postOnce(...args) : Promise.reject(error)));

function postOnce(url, path, body, headers = {}) {
  return new Promise((done, refuse) => {
    const text = JSON.stringify(body);
    const sent = request(
      `${url}${path}`,
      { agent, method: "POST", headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers } },
      (response) => {
        let answer = "";
        response.setEncoding("utf8");
        response.on("data", (part) => (answer += part));
        response.on("end", () => done(JSON.parse(answer)));
      },
    );
    sent.on("error", refuse);
    sent.end(text);
  });
}

async function rpc(url, kind, path, args, headers) {
  const body = await post(url, `/api/${kind}`, { path, args, format: "json" }, headers);
  if (body.status !== "success") throw new Error(`${path}: ${JSON.stringify(body)}`);
  if (body.value?.ok === false) throw new Error(`${path}: ${JSON.stringify(body.value)}`);
  return body.value;
}

/** @returns the console's url, the means to call it, and how to end it. */
export async function openConsole() {
  const dataDir = mkdtempSync(join(tmpdir(), "reflex-bench-"));
  // As `npm start` does, and such as --cpu-prof, to see where the host's time goes.
  const words = JSON.parse(readFileSync("package.json", "utf8")).scripts.start.split(" ");
  const started = words.slice(1, words.indexOf("scripts/start.mjs"));
  const nodeArgs = [...started, ...(process.env.BENCH_NODE_ARGS?.split(" ") ?? [])];
  const child = spawn(process.execPath, [...nodeArgs, "scripts/start.mjs", "--port", "0", "--data", dataDir], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, IS_TEST: "1" },
  });
  // A measurement that ends by an error leaves no host behind.
  process.once("exit", () => child.kill("SIGKILL"));
  const url = await new Promise((done, refuse) => {
    let output = "";
    const read = (chunk) => {
      output += chunk.toString();
      const ready = /^ready (\S+)/m.exec(output);
      if (ready !== null) done(ready[1]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (status) => refuse(new Error(`The host ended with status ${status}:\n${output}`)));
  });
  const { adminKey } = JSON.parse(readFileSync(join(dataDir, "host.json"), "utf8"));
  const admin = { authorization: `Convex ${adminKey}` };
  await rpc(
    url,
    "action",
    "setup:createOperator",
    { email, password, name: "Bench Operator", role: "admin", organizationName: "Bench Robotics" },
    admin,
  );
  const { apiKey } = await rpc(
    url,
    "mutation",
    "setup:createApiKey",
    { name: "bench", role: "admin", organizationName: "Bench Robotics" },
    admin,
  );
  return {
    url,
    dataDir,
    apiKey,
    pid: child.pid,
    run: (kind, path, args) => rpc(url, kind, path, args, admin),
    call: (kind, name, args = {}) => rpc(url, kind, `publicApi:${name}`, { apiKey, ...args }),
    signIn: (page) => signIn(page, url),
    close: async () => {
      child.kill("SIGTERM");
      await new Promise((done) => child.once("exit", done));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function signIn(page, url) {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Fleet", level: 1 }).waitFor();
}

/** Registers and pairs `count` robots; each gets a credential of its own. */
export async function makeRobots(site, count) {
  const schema = JSON.parse(readFileSync("docs/examples/so101.schema.json", "utf8"));
  const { id: robotSchemaId } = await site.call("mutation", "registerRobotSchema", { name: "so101", robotKind: "so101", schema });
  const robots = [];
  let { apiKey } = site;
  for (let index = 0; index < count; index++) {
    // A key may register some hundred robots a minute.
    if (index % 500 === 499)
      ({ apiKey } = await site.run("mutation", "setup:createApiKey", {
        name: `bench ${index}`,
        role: "admin",
        organizationName: "Bench Robotics",
      }));
    const name = `arm-${String(index + 1).padStart(4, "0")}`;
    const { id } = await site.call("mutation", "registerRobot", {
      apiKey,
      name,
      robotSchemaId,
      emergencyStopLocation: `bench ${index % 20}`,
    });
    // Pairing is limited to some a minute, so the rest speak with the organization's key, as a fleet gateway does.
    let credential = apiKey;
    if (index < 5) {
      const { token } = await site.call("mutation", "createPairingToken", { robotId: id });
      ({ credential } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", {
        token,
        hostname: `edge-${index}`,
        agentVersion: "0.1.0",
      }));
    }
    robots.push({ id, name, credential, seq: 0 });
  }
  return { robotSchemaId, robots };
}

/** One heartbeat with plausible numbers; `overrides` win. */
export function beat(site, robot, overrides = {}) {
  robot.seq += 1;
  const wave = Math.sin((robot.seq + robot.name.length * 7) / 9);
  return rpc(site.url, "mutation", "publicApi:heartbeatRobot", {
    apiKey: robot.credential,
    robotId: robot.id,
    seq: robot.seq,
    sentAt: Date.now(),
    intervalMs: 1_000,
    mode: "dry_run",
    state: "ok",
    controlHz: 25 + wave,
    inferenceMs: 42 + 12 * wave,
    roundTripMs: 9 + 3 * wave,
    temperatureC: 41 + 4 * wave,
    batteryPct: 80 - (robot.seq % 600) / 20,
    cpuPct: 35 + 10 * wave,
    joints: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((offset) => Math.sin(robot.seq / 20 + offset)),
    ...overrides,
  });
}

/** Lets every robot beat at 1 Hz, spread over the second. Returns how to end it, and what was sent and refused. */
export function beatAll(site, robots) {
  const counts = { sent: 0, failed: 0 };
  const timers = robots.map((robot, index) => {
    const send = () =>
      beat(site, robot).then(
        () => counts.sent++,
        () => counts.failed++,
      );
    let timer;
    const first = setTimeout(
      () => {
        void send();
        timer = setInterval(() => void send(), 1_000);
      },
      (index * 1_000) / robots.length,
    );
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  });
  return { counts, stop: () => timers.forEach((end) => end()) };
}

export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

export const chromium = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
};
