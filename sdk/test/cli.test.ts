import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHost } from "../../host/src/index.ts";
import { connect, pair, RobotAgent } from "../agent/index.ts";
import { SimulatedArm } from "../sim/so101.ts";
import { startRecordingServer } from "./recording-server.ts";

// The built command line, as a process, against the real host and the real functions.

type Host = Awaited<ReturnType<typeof createHost>>;
type Ended = { status: number; stdout: string; stderr: string };
let host: Host;
let folder: string;
let apiKey: string;

beforeAll(async () => {
  execFileSync(process.execPath, ["scripts/reflex.mjs", "--help"], { stdio: "pipe" });
  folder = mkdtempSync(join(tmpdir(), "reflex-cli-"));
  host = await createHost({ dataDir: join(folder, "data"), port: 0, hostname: "127.0.0.1", functions: "convex", log: () => undefined });
  ({ apiKey } = (await host.run("setup:createApiKey", { name: "cli", role: "admin" }, "mutation")) as { apiKey: string });
}, 120_000);
afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command; `onSaid` hears all that it said to the person so far, each time it says more. */
function reflex(
  args: string[],
  environment: Record<string, string> = { REFLEX_API_KEY: apiKey },
  onSaid?: (stderr: string) => void,
): Promise<Ended> {
  const { REFLEX_API_KEY: _key, FORCE_COLOR: _colour, ...inherited } = process.env;
  const env = { ...inherited, REFLEX_CONVEX_URL: host.url, REFLEX_CONFIG_DIR: join(folder, "config"), ...environment };
  return new Promise((done) => {
    const child = execFile(process.execPath, ["build/reflex.mjs", ...args], { env }, (_error, stdout, stderr) =>
      done({ status: child.exitCode ?? -1, stdout, stderr }),
    );
    let said = "";
    child.stderr?.on("data", (text: string) => onSaid?.((said += text)));
  });
}

/** The command's JSON; a status that is not 0 fails the test with what it said. */
async function json(...args: string[]): Promise<Record<string, unknown>> {
  const ended = await reflex([...args, "--json"]);
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout) as Record<string, unknown>;
}

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

test("receipts are exported in each format and verified again", async () => {
  const { id: deploymentId } = (await json("deploy", "create", "--name", "formats", "--model-id", "pi0.5")) as { id: string };
  for (const reason of ["=1+1", 'größe, "9"']) {
    const { sessionId } = await json("sessions", "authorize", "--deployment-id", deploymentId);
    await json("sessions", "close", String(sessionId), "--reason", reason);
  }
  const files = { jsonl: join(folder, "all.jsonl"), csv: join(folder, "all.csv"), parquet: join(folder, "all.parquet") };
  for (const [format, file] of Object.entries(files)) {
    const { count } = await json("receipts", "export", "--format", format, "-o", file);
    expect(count, format).toBeGreaterThanOrEqual(2);
  }
  const verified = async (file: string, ...more: string[]) =>
    JSON.parse((await reflex(["receipts", "verify", file, "--json", ...more], {})).stdout) as Record<string, unknown>;
  const proven = await verified(files.jsonl);
  expect(proven).toMatchObject({ ok: true, isWhole: true });
  const { manifest, ...rest } = await verified(files.parquet);
  expect({ ...rest, manifest: { ...(manifest as object), exportedAt: 0 } }).toEqual({
    ...proven,
    manifest: { ...(proven["manifest"] as object), exportedAt: 0 },
  });
  const keys = Object.entries(proven["publicKeys"] as Record<string, string>).map((pair) => pair.join("="));
  expect(await verified(files.csv, "--public-key", ...keys)).toMatchObject({ ok: true, count: proven["count"] });
  const keyless = await reflex(["receipts", "verify", files.csv], {});
  expect(keyless.status).toBe(2);
  expect(keyless.stderr).toContain("--public-key");

  const some = join(folder, "some.parquet");
  await json("receipts", "export", "--format", "parquet", "--deployment-id", deploymentId, "-o", some);
  expect(await verified(some)).toMatchObject({ ok: true, count: 2, manifest: { filter: { deployment: deploymentId } } });
  expect((await reflex(["receipts", "export", "--format", "csv", "--deployment-id", deploymentId])).stdout).toContain("'=1+1");

  const unnamed = await reflex(["receipts", "export", "--format", "parquet"]);
  expect(unnamed).toMatchObject({ status: 2, stdout: "" });
  expect(unnamed.stderr).toContain("--output");
  expect(await reflex(["receipts", "export", "--format", "xlsx"])).toMatchObject({ status: 2 });
  const torn = join(folder, "torn.parquet");
  writeFileSync(torn, readFileSync(files.parquet).subarray(0, -20));
  expect(await reflex(["receipts", "verify", torn], {})).toMatchObject({ status: 2 });
  const forged = join(folder, "forged.parquet");
  // The signatures stand in the file as they are, so one letter of one is one byte.
  const bytes = readFileSync(files.parquet);
  const { signature } = JSON.parse(readFileSync(files.jsonl, "utf8").trimEnd().split("\n").at(-1) ?? "") as { signature: string };
  const at = bytes.indexOf(signature);
  expect(at).toBeGreaterThan(0);
  bytes[at] = signature.startsWith("A") ? 66 : 65;
  writeFileSync(forged, bytes);
  const refused = await reflex(["receipts", "verify", forged], {});
  expect(refused.status).toBe(1);
  expect(refused.stdout).toMatch(/NOT GENUINE \(receipt \d+\)/);
});

test("receipts verify judges the shared vectors as a process too", async () => {
  type Case = {
    name: string;
    base: string;
    lines: (string | number)[];
    trusted?: Record<string, string>;
    published?: object[];
    expected: { ok: boolean };
  };
  const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as {
    bases: Record<string, string[]>;
    files: Case[];
  };
  // One in forty, because a process takes longer than a file: the rest runs in receipt-vectors.test.ts.
  for (const { name, base, lines, trusted, published = [], expected } of vectors.files.filter((_, at) => at % 40 === 0)) {
    const path = join(folder, "vector.jsonl");
    writeFileSync(path, lines.map((line) => `${typeof line === "number" ? (vectors.bases[base]?.[line] ?? "") : line}\n`).join(""));
    const keys = Object.entries(trusted ?? {}).map((pair) => pair.join("="));
    const shown = published.flatMap((checkpoint, at) => {
      writeFileSync(join(folder, `${at}.json`), JSON.stringify(checkpoint));
      return ["--checkpoint", join(folder, `${at}.json`)];
    });
    const ended = await reflex(["receipts", "verify", path, "--json", ...(keys.length > 0 ? ["--public-key", ...keys] : []), ...shown], {});
    expect(JSON.parse(ended.stdout), name).toMatchObject(expected);
    expect(ended.status, name).toBe(expected.ok ? 0 : 1);
  }
});
