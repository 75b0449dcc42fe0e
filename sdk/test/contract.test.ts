import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as reflex from "../src/index.ts";
import { startRecordingServer, type RecordingServer } from "./recording-server.ts";

let server: RecordingServer;
let folder: string;
beforeAll(async () => {
  server = await startRecordingServer();
  folder = mkdtempSync(join(tmpdir(), "reflex-sdk-"));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const saved = { ...process.env };
beforeEach(() => {
  server.requests.length = 0;
  server.answer({ status: "success", value: { ok: true, id: "x" } });
  process.env["REFLEX_CONFIG_FILE"] = join(folder, "none.json");
  delete process.env["REFLEX_API_KEY"];
  delete process.env["REFLEX_CONVEX_URL"];
});
afterEach(() => {
  process.env = { ...saved };
});

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

type Wire = [kind: string, path: string, args: Record<string, unknown>];
const as = () => ({ apiKey: "rfx_test", convexUrl: `${server.url}/` });

const calls: [string, () => Promise<unknown>, Wire][] = [
  ["getReceipt", () => reflex.getReceipt("r", as()), ["query", "getReceipt", { receiptId: "r" }]],
  ["stopSession", () => reflex.stopSession("s", as()), ["mutation", "stopSession", { sessionId: "s" }]],
  [
    "stopSession, a repeat of one press",
    () => reflex.stopSession("s", { sentAt: 5, reason: "smoke", ...as() }),
    ["mutation", "stopSession", { sessionId: "s", sentAt: 5, reason: "smoke" }],
  ],
  [
    "promoteSession, with a budget",
    () => reflex.promoteSession("s", { budgetSeconds: 60, ...as() }),
    ["mutation", "promoteSession", { sessionId: "s", mode: "apply_actions", budgetSeconds: 60 }],
  ],
  ["whoami", () => reflex.whoami(as()), ["query", "whoami", {}]],
  [
    "createDeployment, defaults",
    () => reflex.createDeployment({ name: "pick", modelId: "m", ...as() }),
    ["mutation", "createDeployment", { name: "pick", modelId: "m", mode: "dry_run" }],
  ],
  [
    "createDeployment, everything",
    () =>
      reflex.createDeployment({
        name: "pick",
        modelId: "m",
        robotSchemaId: "s",
        runtime: "webrtc",
        mode: "apply_actions",
        spec: { a: 1 },
        ...as(),
      }),
    [
      "mutation",
      "createDeployment",
      { name: "pick", modelId: "m", robotSchemaId: "s", runtime: "webrtc", mode: "apply_actions", spec: { a: 1 } },
    ],
  ],
  [
    "createDeploymentFromSpec, YAML in snake case",
    () => reflex.createDeploymentFromSpec(file("spec.yaml", "name: pick\nmodel_id: m\nrobot_schema_id: s\n"), as()),
    [
      "mutation",
      "createDeployment",
      { name: "pick", modelId: "m", robotSchemaId: "s", mode: "dry_run", spec: { name: "pick", model_id: "m", robot_schema_id: "s" } },
    ],
  ],
  [
    "createDeploymentFromSpec, JSON with an artifact",
    () => reflex.createDeploymentFromSpec(file("spec.json", '{"name":"pick","artifactId":"a"}'), as()),
    ["mutation", "createDeployment", { name: "pick", artifactId: "a", mode: "dry_run", spec: { name: "pick", artifactId: "a" } }],
  ],
  ["listDeployments", () => reflex.listDeployments(as()), ["query", "listDeployments", {}]],
  ["getDeployment", () => reflex.getDeployment("d", as()), ["query", "getDeployment", { deploymentId: "d" }]],
  ["runDeploymentDoctor", () => reflex.runDeploymentDoctor("d", as()), ["mutation", "runReadinessCheck", { deploymentId: "d" }]],
  [
    "authorizeSession, defaults",
    () => reflex.authorizeSession(as()),
    ["mutation", "authorizeSession", { baseModel: "pi0.5", mode: "dry_run" }],
  ],
  [
    "authorizeSession, everything",
    () =>
      reflex.authorizeSession({
        artifactId: "a",
        deploymentId: "d",
        robotId: "r",
        baseModel: "b",
        runtime: "t",
        mode: "dry_run",
        clientSessionId: "c",
        ...as(),
      }),
    [
      "mutation",
      "authorizeSession",
      { artifactId: "a", deploymentId: "d", robotId: "r", baseModel: "b", runtime: "t", mode: "dry_run", clientSessionId: "c" },
    ],
  ],
  ["promoteSession", () => reflex.promoteSession("s", as()), ["mutation", "promoteSession", { sessionId: "s", mode: "apply_actions" }]],
  [
    "closeSession, default reason",
    () => reflex.closeSession("s", as()),
    ["mutation", "closeSession", { sessionId: "s", reason: "sdk_closed" }],
  ],
  [
    "closeSession",
    () => reflex.closeSession("s", { reason: "done", ...as() }),
    ["mutation", "closeSession", { sessionId: "s", reason: "done" }],
  ],
  ["listSessions", () => reflex.listSessions(as()), ["query", "listInferenceSessions", {}]],
  [
    "listSessions of a status",
    () => reflex.listSessions({ status: "active", ...as() }),
    ["query", "listInferenceSessions", { status: "active" }],
  ],
  [
    "registerRobotSchema, object",
    () => reflex.registerRobotSchema({ name: "n", schema: { actions: {} }, robotKind: "so101", ...as() }),
    ["mutation", "registerRobotSchema", { name: "n", schema: { actions: {} }, robotKind: "so101" }],
  ],
  [
    "registerRobotSchema, file",
    () => reflex.registerRobotSchema({ name: "n", schema: file("s.yaml", "actions:\n  action:\n    shape: [6]\n"), ...as() }),
    ["mutation", "registerRobotSchema", { name: "n", schema: { actions: { action: { shape: [6] } } } }],
  ],
  ["listRobotSchemas", () => reflex.listRobotSchemas(as()), ["query", "listRobotSchemas", {}]],
  [
    "registerRobot",
    () => reflex.registerRobot({ name: "arm", robotSchemaId: "s", ...as() }),
    ["mutation", "registerRobot", { name: "arm", robotSchemaId: "s" }],
  ],
  ["listRobots", () => reflex.listRobots(as()), ["query", "listRobots", {}]],
  [
    "createPairingToken, server default life",
    () => reflex.createPairingToken("r", as()),
    ["mutation", "createPairingToken", { robotId: "r" }],
  ],
  [
    "createPairingToken",
    () => reflex.createPairingToken("r", { ttlSeconds: 60, ...as() }),
    ["mutation", "createPairingToken", { robotId: "r", ttlSeconds: 60 }],
  ],
  [
    "heartbeatRobot",
    () => reflex.heartbeatRobot("r", { sessionId: "s", seq: 1, joints: [0.1], ...as() }),
    ["mutation", "heartbeatRobot", { robotId: "r", sessionId: "s", seq: 1, joints: [0.1] }],
  ],
  ["listReceipts", () => reflex.listReceipts({ deploymentId: "d", ...as() }), ["query", "listReceipts", { deploymentId: "d" }]],
];

describe("each helper's wire call", () => {
  test.each(calls)("%s", async (_name, run, [kind, name, args]) => {
    await run();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: "POST", url: `/api/${kind}` });
    expect(server.requests[0]?.body).toEqual({ path: `publicApi:${name}`, format: "json", args: { ...args, apiKey: "rfx_test" } });
  });

  test("claiming sends the token and no key, even when one is set", async () => {
    process.env["REFLEX_API_KEY"] = "rfx_environment";
    await reflex.claimPairingToken("rpt_x", { hostname: "bench", agentVersion: "1", convexUrl: server.url });
    expect(server.requests[0]?.body).toEqual({
      path: "publicApi:claimPairingToken",
      format: "json",
      args: { token: "rpt_x", hostname: "bench", agentVersion: "1" },
    });
  });
});

describe("which key and which URL", () => {
  const keyOf = async (options: reflex.Overrides = {}): Promise<unknown> => {
    await reflex.whoami({ convexUrl: server.url, ...options });
    return server.requests[0]?.body;
  };
  test("the argument wins over the environment", async () => {
    process.env["REFLEX_API_KEY"] = "rfx_environment";
    expect(await keyOf({ apiKey: "rfx_argument" })).toMatchObject({ args: { apiKey: "rfx_argument" } });
  });
  test("the environment wins over the file", async () => {
    process.env["REFLEX_CONFIG_FILE"] = file("credentials.json", '{"apiKey":"rfx_file"}');
    process.env["REFLEX_API_KEY"] = "rfx_environment";
    expect(await keyOf()).toMatchObject({ args: { apiKey: "rfx_environment" } });
  });
  test("the file of REFLEX_CONFIG_DIR is read, with its URL", async () => {
    delete process.env["REFLEX_CONFIG_FILE"];
    process.env["REFLEX_CONFIG_DIR"] = folder;
    file("credentials.json", JSON.stringify({ api_key: "rfx_file", convex_url: server.url }));
    await reflex.whoami();
    expect(server.requests[0]?.body).toMatchObject({ args: { apiKey: "rfx_file" } });
  });
  test("without any key the documented message says what to do, and nothing is sent", async () => {
    await expect(reflex.whoami({ convexUrl: server.url })).rejects.toThrow(
      "API key is required. Run `reflex login` or set REFLEX_API_KEY.",
    );
    expect(String(await reflex.whoami({ convexUrl: server.url }).catch((error: unknown) => error))).toContain("API key is required.");
    expect(server.requests).toHaveLength(0);
  });
});

describe("what comes back", () => {
  test("a refusal is a value", async () => {
    server.answer({ status: "success", value: { ok: false, reason: "unknown_key" } });
    await expect(reflex.authorizeSession(as())).resolves.toEqual({ ok: false, reason: "unknown_key" });
  });
  test("an error carries the server's code and message", async () => {
    server.answer({ status: "error", errorMessage: "Server Error", errorData: { code: "not_found", message: "No such deployment." } });
    await expect(reflex.getDeployment("d", as())).rejects.toMatchObject({
      name: "ReflexError",
      code: "not_found",
      message: "No such deployment.",
    });
  });
  test("a proxy's HTML page is `unreachable`, and is not asked again", async () => {
    server.answer("<html>502</html>", 502);
    await expect(reflex.promoteSession("s", as())).rejects.toMatchObject({ code: "unreachable" });
    expect(server.requests).toHaveLength(1);
  });
  test("a refused connection is `unreachable`", async () => {
    await expect(reflex.whoami({ apiKey: "rfx_test", convexUrl: "http://127.0.0.1:9" })).rejects.toMatchObject({ code: "unreachable" });
  });
  test.each([
    ["no name", "modelId: m\n"],
    ["no model", "name: n\n"],
    ["a list", "- 1\n"],
    ["a name that is a number", "name: 3\nmodelId: m\n"],
    ["an unknown mode", "name: n\nmodelId: m\nmode: now\n"],
    ["broken YAML", "a: [\n"],
  ])("a spec with %s is refused before anything is sent", async (_name, text) => {
    await expect(reflex.createDeploymentFromSpec(file("bad.yaml", text), as())).rejects.toMatchObject({ code: "invalid_spec" });
    expect(server.requests).toHaveLength(0);
  });
});
