import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
type Case = {
  name: string;
  /** In snake case, like the names of `options`. */
  helper: string;
  positional: unknown[];
  options: Record<string, unknown>;
  wire: Wire;
  files?: Record<string, string>;
  sendsKey?: false;
};
type AnswerCase = {
  name: string;
  status: number;
  body?: unknown;
  text?: string;
  value?: unknown;
  error?: Record<string, unknown>;
};
type KeyCase = {
  name: string;
  argument?: string;
  environment?: string;
  inFolder?: true;
  file?: Record<string, unknown>;
  sent: string | null;
};

/** What both SDKs send and make of answers; sdk-python/tests/test_contract.py runs the same file. */
const cases = JSON.parse(readFileSync("sdk/contract/cases.json", "utf8")) as {
  missingKey: string;
  calls: Case[];
  answers: AnswerCase[];
  refusedSpecs: { name: string; text: string }[];
  keys: KeyCase[];
};

const as = () => ({ apiKey: "rfx_test", convexUrl: `${server.url}/` });
const camel = (name: string): string => name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const filled = (value: unknown): unknown => {
  if (isObject(value) && "$bytes" in value) return new Uint8Array(Buffer.from(String(value["$bytes"]), "base64"));
  return isObject(value) && "$file" in value ? join(folder, String(value["$file"])) : value;
};
const helpers = reflex as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Where the case says `$json`, a text of that JSON counts as equal. */
function unpacked(sent: unknown, expected: unknown): unknown {
  if (isObject(expected) && "$json" in expected && typeof sent === "string") return { $json: JSON.parse(sent) as unknown };
  if (!isObject(sent) || !isObject(expected) || Array.isArray(sent)) return sent;
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, unpacked(value, expected[name])]));
}

describe("each helper's wire call", () => {
  test.each(cases.calls)("$name", async ({ helper, positional, options, files = {}, sendsKey, wire: [kind, name, args] }) => {
    for (const [path, text] of Object.entries(files)) file(path, text);
    const { apiKey, convexUrl } = as();
    const camelOptions = Object.fromEntries(Object.entries(options).map(([option, value]) => [camel(option), filled(value)]));
    if (sendsKey === false) process.env["REFLEX_API_KEY"] = "rfx_environment";
    const overrides = sendsKey === false ? { convexUrl } : { apiKey, convexUrl };
    await helpers[camel(helper)]?.(...positional.map(filled), { ...camelOptions, ...overrides });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: "POST", url: `/api/${kind}` });
    const expected = { path: `publicApi:${name}`, format: "json", args: sendsKey === false ? args : { ...args, apiKey } };
    expect(unpacked(server.requests[0]?.body, expected)).toEqual(expected);
  });

  test("every helper has a case", () => {
    const notHelpers = new Set(["ReflexError", "credentialsFile", "resolveConvexUrl", "defaultConvexUrl"]);
    const names = Object.keys(reflex).filter((name) => !notHelpers.has(name));
    expect(new Set(cases.calls.map(({ helper }) => camel(helper)))).toEqual(new Set(names));
  });
});

describe("which key and which URL", () => {
  test.each(cases.keys)("$name", async ({ argument, environment, inFolder, file: content, sent }) => {
    if (inFolder === true) {
      delete process.env["REFLEX_CONFIG_FILE"];
      process.env["REFLEX_CONFIG_DIR"] = folder;
    }
    if (content === undefined) process.env["REFLEX_CONVEX_URL"] = server.url;
    else {
      const path = file("credentials.json", JSON.stringify({ ...content, convexUrl: server.url }));
      if (inFolder !== true) process.env["REFLEX_CONFIG_FILE"] = path;
    }
    if (environment !== undefined) process.env["REFLEX_API_KEY"] = environment;
    if (sent === null) {
      await expect(reflex.whoami()).rejects.toThrow(cases.missingKey);
      expect(server.requests).toHaveLength(0);
      return;
    }
    await reflex.whoami({ apiKey: argument });
    expect(server.requests[0]?.body).toMatchObject({ args: { apiKey: sent } });
  });
});

describe("what comes back", () => {
  test.each(cases.answers)("$name", async ({ status, body, text, value, error }) => {
    server.answer(text ?? body, status);
    const answer = reflex.promoteSession("s", as());
    if (error === undefined) await expect(answer).resolves.toEqual(value);
    else await expect(answer).rejects.toMatchObject({ name: "ReflexError", ...error });
    expect(server.requests).toHaveLength(1);
  });
  test("a refused connection is `unreachable`", async () => {
    await expect(reflex.whoami({ apiKey: "rfx_test", convexUrl: "http://127.0.0.1:9" })).rejects.toMatchObject({ code: "unreachable" });
  });
  test.each(cases.refusedSpecs)("a spec with $name is refused before anything is sent", async ({ text }) => {
    await expect(reflex.createDeploymentFromSpec(file("bad.yaml", text), as())).rejects.toMatchObject({ code: "invalid_spec" });
    expect(server.requests).toHaveLength(0);
  });
});
