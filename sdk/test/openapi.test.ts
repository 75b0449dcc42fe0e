import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openHost } from "./host.ts";
import { connect, RobotAgent } from "../agent/index.ts";
import { SimulatedArm } from "../sim/so101.ts";

// The published description as others use it: judged by OpenAPI's own schema, then made into a client that runs a whole session.

const run = promisify(execFile);
type Example = { value: { args?: unknown } };
type Content = { "application/json": { schema: object; examples?: Record<string, Example> } };
type Operation = { requestBody?: { content: Content }; responses: Record<string, { content: Content }> };
type Document = { paths: Record<string, Record<string, Operation>>; components: object };

let host: Host;
let folder: string;
let document: Document;

beforeAll(async () => {
  // Below the checkout, so that the client finds its packages.
  mkdirSync("build", { recursive: true });
  folder = mkdtempSync(resolve("build", "openapi-test-"));
  host = await openHost(folder);
  document = (await (await fetch(`${host.url}/http/openapi.json`)).json()) as Document;
}, 60_000);
afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("OpenAPI's own schema accepts what the running server says of itself, and names this very server", async () => {
  const result = await new Validator().validate(structuredClone(document));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: host.url }] });
  const broken = { ...structuredClone(document), paths: { whoami: {} } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test("every example is what its own schema lets through", () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "document", ...document });
  let count = 0;
  const check = (pointer: string, content: Content | undefined) => {
    const media = content?.["application/json"];
    for (const [name, { value }] of Object.entries(media?.examples ?? {})) {
      const validate = ajv.getSchema(`document#${pointer}/application~1json/schema`);
      expect(validate?.(value), `${pointer} ${name}: ${JSON.stringify(validate?.errors)}`).toBe(true);
      count++;
    }
  };
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(methods).filter(([name]) => name !== "servers")) {
      const at = `/paths/${path.replaceAll("/", "~1")}/${method}`;
      check(`${at}/requestBody/content`, requestBody?.content);
      for (const [status, { content }] of Object.entries(responses)) check(`${at}/responses/${status}/content`, content);
    }
  }
  expect(count).toBeGreaterThan(90);
});

/** What the test looks at of the example; the example itself is checked by tsc below, against the client. */
type Ran = {
  doctor: { checks: unknown[] };
  grant: { sessionId: string };
  promoted: object;
  tries: number;
  closed: { receiptId: string | null };
  receipts: object[];
};
type Robot = { robotId: string; credential: string };
type Order = { url: string; apiKey: string; schema: unknown; startRobot: (robot: Robot) => Promise<() => Promise<void>> };
type Client = { runSession: (order: Order) => Promise<Ran> };

/** examples/openapi-client as its README has it: the client generated from the running server, checked with the session, bundled. */
async function generatedClient(): Promise<Client> {
  const oazapfts = ["node_modules/oazapfts/dist/cli.js", `${host.url}/http/openapi.json`, join(folder, "client.ts")];
  await run(process.execPath, [...oazapfts, "--optimistic", "--futureStripLegacyMethods"]);
  copyFileSync("examples/openapi-client/session.ts", join(folder, "session.ts"));
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, module: "ESNext", moduleResolution: "bundler", target: "ES2023" },
    ...{ lib: ["ES2023", "DOM", "DOM.Iterable"], types: [], allowImportingTsExtensions: true },
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["session.ts"] }));
  await run("node_modules/.bin/tsc", ["-p", folder]);
  const outfile = join(folder, "session.mjs");
  await build({ entryPoints: [join(folder, "session.ts")], outfile, bundle: true, format: "esm", platform: "node", logLevel: "error" });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Client;
}

test("a client made from it runs a whole session: paired, dry run, promoted, closed, receipt", { timeout: 90_000 }, async () => {
  const client = await generatedClient();
  const { apiKey } = (await host.run("setup:createApiKey", { name: "generated", role: "operator" }, "mutation")) as { apiKey: string };
  const arm = new SimulatedArm({
    seconds: () => performance.now() / 1_000,
    wait: (ms) => wait(ms),
    random: Math.random,
    latencyMs: 10,
    faultAfterS: null,
  });
  const ran = await client.runSession({
    url: host.url,
    apiKey,
    schema: JSON.parse(readFileSync("docs/examples/so101.schema.json", "utf8")),
    startRobot: (robot) => {
      const agent = new RobotAgent(arm, connect({ ...robot, convexUrl: host.url, tokenHash: "" }), { intervalMs: 250 });
      const ending = new AbortController();
      const running = agent.run(ending.signal);
      return Promise.resolve(async () => {
        ending.abort();
        await running;
      });
    },
  });
  expect(ran.tries).toBeGreaterThan(0);
  expect(ran.doctor.checks.length).toBeGreaterThan(3);
  expect(ran.promoted).toMatchObject({ mode: "apply_actions", status: "active" });
  expect(ran.closed).toMatchObject({ status: "closed", closeReason: "task_done", receiptId: expect.any(String) });
  expect(ran.receipts).toEqual([expect.objectContaining({ id: ran.closed.receiptId, sessionId: ran.grant.sessionId, applied: true })]);
});

test("a typed error and a refused key come as the document says", async () => {
  const call = async (name: string, args: object): Promise<unknown> => {
    const answer = await fetch(`${host.url}/api/run/publicApi/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ args }),
    });
    return await answer.json();
  };
  const { apiKey } = (await host.run("setup:createApiKey", { name: "errors", role: "operator" }, "mutation")) as { apiKey: string };
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "document", ...document });
  const error = await call("createDeployment", { apiKey, name: "" });
  expect(error).toMatchObject({ status: "error", errorData: { code: "invalid" } });
  const shown =
    document.paths["/api/run/publicApi/createDeployment"]?.["post"]?.responses["200"]?.content["application/json"].examples?.["error"];
  for (const each of [error, shown?.value]) {
    const { errorMessage } = each as { errorMessage: string };
    expect(errorMessage).toMatch(/^\[Request ID: [0-9a-f]{16}\] Server Error$/);
  }
  expect(ajv.validate({ $ref: "document#/components/schemas/FunctionError" }, error)).toBe(true);
  const wrongType = await call("createDeployment", { apiKey, name: 7 });
  expect(wrongType).toMatchObject({ status: "error" });
  expect(ajv.validate({ $ref: "document#/components/schemas/FunctionError" }, wrongType)).toBe(true);
  const refused = (await call("whoami", { apiKey: "rfx_nobody" })) as { value: unknown };
  expect(ajv.validate({ $ref: "document#/components/schemas/KeyRefusal" }, refused.value)).toBe(true);
  const transport = await (await fetch(`${host.url}/api/run/publicApi/whoami`, { method: "POST", body: "{" })).json();
  expect(ajv.validate({ $ref: "document#/components/schemas/TransportError" }, transport)).toBe(true);
});
