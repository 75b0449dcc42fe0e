import type { Engine } from "../engine/types.ts";
import type { FunctionEnv } from "./env.ts";
import { currentExecution } from "../calls/execution.ts";
import { HostError } from "../calls/failure.ts";
import type { ServerFunction } from "./functions.ts";
import { IMPORTS } from "../transfer/import-state.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

/** An export that `npx convex export` asked for and has yet to fetch. */
export interface FinishedExport {
  readonly ts: bigint;
  readonly file: string;
}

/** Queries of the host itself, which the official command line calls with the admin key: for `npx convex data`, `export`, `env` and others. */
export function systemFunctions(engine: Engine, latestExport: () => FinishedExport | null, env: FunctionEnv): readonly ServerFunction[] {
  return [
    query("_system/cli/tables:default", () => {
      const page = engine.tables().flatMap(({ name }) => (name.startsWith("_") || name.includes("@") ? [] : [{ name }]));
      return JSON.stringify({ page, isDone: true, continueCursor: "" });
    }),
    query("_system/cli/tableData:default", ({ table, order, paginationOpts }) => {
      const { numItems, cursor } = isJsonObject(paginationOpts) ? paginationOpts : {};
      if (!engine.tables().some(({ name }) => name === table))
        throw new HostError("BadArguments", `There is no table ${JSON.stringify(table)}`);
      const source = { type: "FullTableScan", tableName: table ?? null, order: order ?? "desc" };
      return ask("1.0/queryPage", {
        query: { source, operators: [] },
        cursor: cursor ?? null,
        pageSize: numItems ?? 100,
        version: "1.48.0",
      });
    }),
    query("_system/cli/queryEnvironmentVariables:default", () => JSON.stringify(env.list())),
    query("_system/cli/queryEnvironmentVariables:get", ({ name }) => JSON.stringify(env.list().find((one) => one.name === name) ?? null)),
    query("_system/cli/queryImport:list", async () => {
      const source = { type: "FullTableScan", tableName: IMPORTS, order: "desc" };
      const page = await ask("1.0/queryPage", { query: { source, operators: [] }, cursor: null, pageSize: 100, version: "1.48.0" });
      return JSON.stringify((JSON.parse(page) as { page: Json }).page);
    }),
    query("_system/cli/queryImport:default", ({ importId }) => ask("1.0/get", { id: importId ?? "", isSystem: true, version: "1.48.0" })),
    query("_system/cli/exports:getLatest", () => {
      const latest = latestExport();
      if (latest === null) return "null";
      const ts = Buffer.alloc(8);
      ts.writeBigInt64LE(latest.ts);
      const time = { $integer: ts.toString("base64") };
      return JSON.stringify({ state: "completed", start_ts: time, complete_ts: time, zip_object_key: String(latest.ts) });
    }),
  ];
}

/** A read of the data as any function makes it, so that those who follow the answer are told of changes. */
function ask(op: string, args: JsonObject): Promise<string> {
  const execution = currentExecution();
  if (execution === undefined) throw new Error(`${op} was called outside of a function`);
  return execution.syscalls.asyncSyscall(op, JSON.stringify(args));
}

function query(path: string, run: (args: JsonObject) => string | Promise<string>): ServerFunction {
  const invoke = async (text: string) => {
    const [args]: [Json] = JSON.parse(text);
    return run(isJsonObject(args) ? args : {});
  };
  return {
    path,
    component: "",
    kind: "query",
    visibility: "internal",
    args: { type: "any" },
    returns: null,
    invoke,
    invokeHttp: undefined,
  };
}

/** What the official command line asks for and does not get here, by the path below `/api/`. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^stream_udf_/, "Log streams are not supported by this host: read the log of its process, or use `npx convex logs`."],
  [
    /^(?:deploy2\/(?:wait_for_schema|finish_push|evaluate_push)|push_config|prepare_schema)/,
    "`npx convex dev` and `deploy` are not supported by this host: start it with the new functions.",
  ],
];

/** Names what is not supported. Null for a path that the official command line does not know either. */
export function describeUnsupported(api: string): string | null {
  return UNSUPPORTED.find(([path]) => path.test(api))?.[1] ?? null;
}
