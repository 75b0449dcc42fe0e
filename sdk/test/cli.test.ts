import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { connect, pair, RobotAgent } from "../agent/index.ts";
import { SimulatedArm } from "../sim/so101.ts";
import { startRecordingServer } from "./recording-server.ts";
import { type Ended, openTerminal } from "./terminal.ts";

const { host, folder, apiKey, reflex, json, close } = await openTerminal();
afterAll(close);

test("a help page goes to stdout and ends with 0", async () => {
  const page = await reflex(["robots", "pair", "--help"]);
  expect(page).toMatchObject({ status: 0, stderr: "" });
  expect(page.stdout).toMatch(/^Usage: reflex robots pair [^]*default: 3600/);
});

test("no key is 3, a bad key is 3, no server is 4, wrong words are 2", async () => {
  expect(await reflex(["whoami"], {})).toMatchObject({
    status: 3,
    stdout: "",
    stderr: "Error: API key is required. Run `reflex login` or set REFLEX_API_KEY.\n",
  });
  expect(await reflex(["whoami"], { REFLEX_API_KEY: "rfx_nobody" })).toMatchObject({ status: 3, stderr: "Refused: unknown_key\n" });
  expect(await reflex(["whoami", "--convex-url", "http://127.0.0.1:9"])).toMatchObject({ status: 4 });
  expect(await reflex(["robots", "pair"])).toMatchObject({ status: 2, stdout: "" });
  expect(await reflex(["robots", "pair", "x", "--ttl-seconds", "soon"])).toMatchObject({ status: 2 });
  expect(await reflex(["dance"])).toMatchObject({ status: 2 });
  expect(await reflex(["deploy", "create", join(folder, "none.yaml")])).toMatchObject({ status: 2 });
  const mixed = await reflex(["deploy", "create", "docs/examples/pick-and-place.deployment.yaml", "--robot-schema-id", "x"]);
  expect(mixed.status).toBe(2);
  expect(mixed.stdout).toContain("leave the other options out");
});

test("login asks a person, survives between runs, and leaves a private file", async () => {
  const environment = { REFLEX_CONFIG_DIR: join(folder, "login") };
  const first = await reflex(["login", "--timeout", "0", "--json"], environment);
  expect(first.status).toBe(5);
  const { userCode, link } = JSON.parse(first.stdout) as { userCode: string; link: string };
  expect(first.stderr).toContain(userCode);
  expect(link).toBe(`${host.url}/device?code=${userCode}`);
  expect(statSync(join(folder, "login", "login.json")).mode & 0o777).toBe(0o600);

  const second = await reflex(["login", "--timeout", "0"], environment);
  expect(second).toMatchObject({ status: 5 });
  expect(second.stderr).toContain(userCode);

  await approve("deviceLogins:approve", { userCode });
  const third = await reflex(["login", "--timeout", "0"], environment);
  expect(third, third.stderr).toMatchObject({ status: 0 });
  expect(existsSync(join(folder, "login", "login.json"))).toBe(false);
  const file = join(folder, "login", "credentials.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const stored = JSON.parse(readFileSync(file, "utf8")) as { apiKey: string };
  expect(stored.apiKey).toMatch(/^rfx_/);
  expect(third.stdout + third.stderr).not.toContain(stored.apiKey);
  expect((await reflex(["whoami"], environment)).stdout).toContain("organization");
  // REFLEX_CONFIG_FILE names the file itself, and wins.
  expect(await reflex(["whoami"], { REFLEX_CONFIG_FILE: file, REFLEX_CONFIG_DIR: "/nowhere" })).toMatchObject({ status: 0 });

  expect(await reflex(["logout"], environment)).toMatchObject({ status: 0, stdout: "Logged out.\n" });
  expect(await reflex(["whoami"], environment)).toMatchObject({ status: 3 });
});

/** What the pages /device and /robots/join do for a signed-in operator. */
async function approve(path: string, args: Record<string, unknown>): Promise<void> {
  const credentials = { email: `${path.replace(":", "-")}@reflex.example`.toLowerCase(), password: "correct horse battery" };
  await host.run("setup:createOperator", { ...credentials, role: "admin" }, "action");
  const post = async (kind: string, path: string, args: unknown, token?: string): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${host.url}/api/${kind}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ path, args, format: "json" }),
    });
    const body = (await answer.json()) as { status: string; value: Record<string, unknown> };
    expect(body, JSON.stringify(body)).toMatchObject({ status: "success" });
    return body.value;
  };
  const { tokens } = await post("action", "auth:signIn", { provider: "password", params: { ...credentials, flow: "signIn" } });
  await post("mutation", path, args, (tokens as { token: string }).token);
}

test("claim makes this machine the robot's, once, and its agent finds the credential", async () => {
  const { id: robotSchemaId } = await json("robots", "register-schema", "docs/examples/so101.schema.json", "--name", "claimed");
  const { id: robotId } = await json("robots", "register", "--name", "arm-2", "--robot-schema-id", String(robotSchemaId));
  const { token, link } = await json("robots", "pair", String(robotId));
  const environment = { REFLEX_CONFIG_DIR: join(folder, "machine") };
  const claimed = await reflex(["robots", "claim", String(link), "--json"], environment);
  expect(claimed, claimed.stderr).toMatchObject({ status: 0 });
  const { file } = JSON.parse(claimed.stdout) as { file: string };
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { credential } = JSON.parse(readFileSync(file, "utf8")) as { credential: string };
  expect(credential).toMatch(/^rbt_/);
  expect(claimed.stdout + claimed.stderr).not.toContain(credential);
  expect(await reflex(["robots", "claim", String(token)], environment)).toMatchObject({ status: 1, stderr: "Refused: used\n" });
  expect(await pair({ token: String(token), convexUrl: host.url, folder: join(folder, "machine", "robots") })).toMatchObject({
    robotId,
    credential,
  });
  expect((await reflex(["robots", "list"])).stdout).toContain("arm-2");
});

test("claim without a code shows one of its own, and a person says which robot the machine is", async () => {
  const { id: robotSchemaId } = await json("robots", "register-schema", "docs/examples/so101.schema.json", "--name", "asked");
  const { id: robotId } = await json("robots", "register", "--name", "arm-3", "--robot-schema-id", String(robotSchemaId));
  const request = /Code\s+(\S+)\nLink\s+(\S+)\n/;
  let claiming: Promise<Ended> | undefined;
  const said = await new Promise<string>((heard) => {
    claiming = reflex(
      ["robots", "claim", "--json", "--hostname", "edge-7"],
      { REFLEX_CONFIG_DIR: join(folder, "asking") },
      (text) => request.test(text) && heard(text),
    );
  });
  const [, userCode = "", link] = request.exec(said) ?? [];
  expect(link).toBe(`${host.url}/robots/join?code=${userCode}`);
  await approve("pairing:approveRequest", { userCode, robotId });
  const claimed = await claiming;
  expect(claimed, claimed?.stderr).toMatchObject({ status: 0 });
  expect(JSON.parse(claimed?.stdout ?? "")).toMatchObject({ ok: true, robotId, robotName: "arm-3" });
  expect(`${claimed?.stdout}${claimed?.stderr}`).not.toMatch(/rbt_|pair_|ask_/);
});

test("demote asks for a dry run, and asks nobody first", async () => {
  const server = await startRecordingServer();
  server.answer({ status: "success", value: { ok: true, mode: "dry_run" } });
  const ended = await reflex(["sessions", "demote", "s1"], { REFLEX_API_KEY: apiKey, REFLEX_CONVEX_URL: server.url });
  await server.close();
  expect(ended).toMatchObject({ status: 0, stdout: "mode  dry_run\n" });
  expect(server.requests).toMatchObject([{ body: { path: "publicApi:promoteSession", args: { sessionId: "s1", mode: "dry_run" } } }]);
});

test("the whole life of a robot from a terminal", { timeout: 90_000 }, async () => {
  const schema = await json("robots", "register-schema", "docs/examples/so101.schema.json", "--name", "so101", "--robot-kind", "so101");
  const robotSchemaId = String(schema["id"]);
  const { id } = await json(
    "robots",
    "register",
    "--name",
    "arm-1",
    "--robot-schema-id",
    robotSchemaId,
    "--emergency-stop-location",
    "bench 1",
  );
  const robotId = String(id);
  const shown = await reflex(["robots", "pair", robotId]);
  expect(shown.stdout).toMatch(/[▀▄█]{8}/);
  expect(shown.stdout).toContain("/claim#token=");
  expect(shown.stdout.includes("\u001B")).toBe(false);
  const { token, createdAt, expiresAt } = await json("robots", "pair", robotId);
  expect(Number(expiresAt) - Number(createdAt)).toBe(3_600_000);

  const robot = await pair({ token: String(token), convexUrl: host.url, folder: join(folder, "robot"), hostname: "bench" });
  const arm = new SimulatedArm({
    seconds: () => performance.now() / 1_000,
    wait: (ms) => wait(ms),
    random: Math.random,
    latencyMs: 10,
    faultAfterS: null,
  });
  const ending = new AbortController();
  const running = new RobotAgent(arm, connect(robot), { intervalMs: 250 }).run(ending.signal);
  try {
    const spec = join(folder, "spec.yaml");
    writeFileSync(spec, `name: pick-and-place\nmodelId: pi0.5\nrobotSchemaId: ${robotSchemaId}\n`);
    const deploymentId = String((await json("deploy", "create", spec))["id"]);
    expect((await reflex(["deploy", "get", deploymentId])).stdout).toContain("pick-and-place");
    const { sessionId } = await json("sessions", "authorize", "--deployment-id", deploymentId, "--robot-id", robotId);
    const session = String(sessionId);
    const refused = await reflex(["sessions", "promote", session]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^Refused: \w+\n- /);

    // As the documentation has it: the deployment's own check, then the promote.
    await expect.poll(async () => (await reflex(["doctor", deploymentId])).status, { timeout: 30_000 }).toBe(0);
    // Ready is what the promote itself says; nothing else need be known.
    await expect
      .poll(async () => (await reflex(["sessions", "promote", session, "--budget-seconds", "60"])).status, {
        timeout: 40_000,
        interval: 500,
      })
      .toBe(0);
    const stopped = await reflex(["sessions", "stop", session, "--reason", "test"]);
    expect(stopped, stopped.stderr).toMatchObject({ status: 0 });
    expect(stopped.stdout).toContain("the robot reports no motion");
    expect((await reflex(["robots", "list"])).stdout).toMatch(/arm-1 .*online/);

    const watching = reflex(["sessions", "watch", session, "--json"]);
    await wait(1_000);
    const { receiptId } = await json("sessions", "close", session, "--reason", "task_done");
    const watched = await watching;
    expect(watched.status).toBe(0);
    expect(JSON.parse(watched.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ status: "closed", closeReason: "task_done" });

    expect((await reflex(["receipts", "show", String(receiptId)])).stdout).toContain('"appliedSteps"');
    expect((await json("receipts", "list"))["receipts"]).toHaveLength(1);
    const file = join(folder, "receipts.jsonl");
    expect(await reflex(["receipts", "export", "--output", file])).toMatchObject({ status: 0 });
    const verified = await reflex(["receipts", "verify", file], {});
    expect(verified, verified.stdout).toMatchObject({ status: 0 });
    expect(verified.stdout).toContain("1 receipts are sound, the whole chain.");
    writeFileSync(file, readFileSync(file, "utf8").replace("task_done", "all_went_well"));
    const forged = await reflex(["receipts", "verify", file], {});
    expect(forged).toMatchObject({ status: 1 });
    expect(forged.stdout).toContain("NOT GENUINE");
  } finally {
    ending.abort();
    await running;
  }
});
