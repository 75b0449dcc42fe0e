import type { Caller } from "./auth.ts";
import type { Breath } from "../mutations/breath.ts";
import { splitPath, storedTable } from "../functions/components.ts";
import { DatabaseSyscalls } from "./database-syscalls.ts";
import type { Transaction } from "../engine/types.ts";
import type { VectorMatch, VectorQuery } from "../engine/vector-search.ts";
import type { Syscalls } from "./execution.ts";
import { HostError } from "./failure.ts";
import type { ComponentPath } from "../functions/functions.ts";
import { functionPathOf, handleOf, objectOf, parseArgs, textOf } from "./syscall-args.ts";
import type { Watchdog } from "../operation/watchdog.ts";
import type { Json, JsonObject } from "../values/json.ts";

/** What a running function may ask of the host besides its transaction. */
export interface CallServices {
  /** Runs a function inside the transaction of its caller (`ctx.runQuery`, `ctx.runMutation`). Answers JSON text. */
  runNested(kind: "query" | "mutation", path: string, args: JsonObject): Promise<string>;
  /** Runs a function from an action, in its own transaction. Answers JSON text. */
  runFromAction(kind: "query" | "mutation" | "action", path: string, args: JsonObject): Promise<string>;
  /** Only for actions. */
  vectorSearch(query: VectorQuery): Promise<readonly VectorMatch[]>;
  /** @param dueAt milliseconds since the epoch */
  schedule(path: string, dueAt: number, args: Json): Promise<string>;
  cancel(id: string): Promise<void>;
  storageUrl(id: string): Promise<string | null>;
  storageMetadata(id: string): Promise<Json>;
  storageDelete(id: string): Promise<void>;
  uploadUrl(): string;
  storeBlob(blob: Blob, sha256: string | undefined): Promise<string>;
  loadBlob(id: string): Promise<Blob | null>;
}

/** The call that makes the syscalls. */
export interface CallFrame {
  readonly path: string;
  /** Whose tables and functions the names in the syscalls mean. */
  readonly component: ComponentPath;
  readonly requestId: string;
  /** The address of whoever made the outermost call; null when not told. */
  readonly from: string | null;
  readonly caller: Caller;
  /** Null in actions, which have no transaction of their own. */
  readonly transaction: Transaction | null;
  /** Where the first page of an earlier run of this query ended; see `journal`. */
  readonly pageEnd: string | null;
  /** Set when the function asks who calls it, or anything else that differs from caller to caller. */
  readonly asked: { caller: boolean };
}

/** Answers every syscall of one call of a server function. */
export class FunctionSyscalls implements Syscalls {
  private hasBegun = false;
  private call = 0;
  private isOver = false;
  private readonly frame: CallFrame;
  private readonly services: CallServices;
  private readonly database: DatabaseSyscalls;
  private readonly watchdog: Watchdog | null;
  private readonly breath: Breath;

  constructor(frame: CallFrame, services: CallServices, watchdog: Watchdog | null, breath: Breath) {
    this.breath = breath;
    this.frame = frame;
    this.services = services;
    this.database = new DatabaseSyscalls(frame.component, frame.transaction, frame.pageEnd);
    this.watchdog = watchdog;
  }

  /** End of the page that this query read, which makes a later run read exactly the same interval. */
  get journal(): string | null {
    return this.database.journal;
  }

  /** @param call its number, by which the watchdog tells it from others */
  begin(call: number): void {
    this.hasBegun = true;
    this.call = call;
    this.watchdog?.started(this.frame.path, call);
    this.breath.begin();
  }

  /** Ends the call: promises it left behind can touch nothing any more. */
  end(): void {
    if (this.hasBegun && !this.isOver) {
      this.watchdog?.ended();
      this.breath.end();
    }
    this.isOver = true;
    this.database.close();
  }

  syscall(op: string, text: string): string {
    this.refuseWhenOver(op);
    return this.database.answerSync(op, parseArgs(text));
  }

  asyncSyscall(op: string, text: string): Promise<string> {
    const pause = this.frame.transaction?.kind === "query" ? this.breath.pause : null;
    return pause === null ? this.answer(op, text) : this.afterPause(pause, op, text);
  }

  private async afterPause(pause: Promise<void>, op: string, text: string): Promise<string> {
    await pause;
    // Others that waited too may have used the slice up.
    for (let next = this.breath.pause; next !== null; next = this.breath.pause) await next;
    return this.answer(op, text);
  }

  private answer(op: string, text: string): Promise<string> {
    try {
      this.refuseWhenOver(op);
      const args = parseArgs(text);
      const database = this.database.answer(op, args);
      return database === null ? this.serviceSyscall(op, args) : Promise.resolve(database);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private async serviceSyscall(op: string, args: JsonObject): Promise<string> {
    switch (op) {
      case "1.0/runUdf":
        return this.services.runNested(
          args["udfType"] === "mutation" ? "mutation" : "query",
          functionPathOf(this.frame.component, args),
          objectOf(args["args"]),
        );
      case "1.0/actions/query":
      case "1.0/actions/mutation":
      case "1.0/actions/action":
        return this.services.runFromAction(
          op === "1.0/actions/query" ? "query" : op === "1.0/actions/mutation" ? "mutation" : "action",
          functionPathOf(this.frame.component, args),
          objectOf(args["args"]),
        );
      case "1.0/schedule":
      case "1.0/actions/schedule":
        return JSON.stringify(
          await this.services.schedule(functionPathOf(this.frame.component, args), Number(args["ts"]) * 1000, args["args"] ?? {}),
        );
      case "1.0/cancel_job":
      case "1.0/actions/cancel_job":
        await this.services.cancel(textOf(args, "id"));
        return "null";
      case "1.0/actions/vectorSearch":
        return JSON.stringify({ results: await this.vectorSearch(args) });
      case "1.0/getUserIdentity":
        return JSON.stringify(this.identity());
      case "1.0/createFunctionHandle":
        return JSON.stringify(handleOf(functionPathOf(this.frame.component, args)));
      case "1.0/getFunctionMetadata":
        return JSON.stringify({ name: splitPath(this.frame.path).path, componentPath: this.frame.component });
      case "1.0/getDeploymentMetadata":
        return JSON.stringify({ name: "local", region: null, class: "s16" });
      case "1.0/getRequestMetadata":
        this.frame.asked.caller = true;
        return JSON.stringify({
          ip: this.frame.from,
          userAgent: null,
          requestId: this.frame.requestId,
          scheduledFunctionId: null,
          authToken: this.frame.caller.kind === "user" ? this.frame.caller.token : null,
        });
      default:
        return this.storageSyscall(op, args);
    }
  }

  jsSyscall(op: string, args: Readonly<Record<string, unknown>>): unknown {
    this.refuseWhenOver(op);
    if (op === "storage/storeBlob") {
      const { blob, options } = args;
      if (!(blob instanceof Blob)) throw new TypeError("store() expects a Blob");
      const sha256 =
        typeof options === "object" && options !== null && "sha256" in options && typeof options.sha256 === "string"
          ? options.sha256
          : undefined;
      return this.services.storeBlob(blob, sha256);
    }
    if (op === "storage/getBlob") return this.services.loadBlob(String(args["storageId"]));
    throw new HostError("UnknownOperation", `Unknown operation ${op}`);
  }

  private vectorSearch(args: JsonObject): Promise<readonly VectorMatch[]> {
    if (this.frame.transaction !== null) throw new HostError("OnlyInActions", "Vector search is only available in actions");
    const query = objectOf(args["query"]);
    const indexName = textOf(query, "indexName");
    const dot = indexName.indexOf(".");
    // The shape was made by the convex package; the engine checks each part as it reads it.
    return this.services.vectorSearch({
      ...query,
      indexName: `${storedTable(this.frame.component, indexName.slice(0, dot))}${indexName.slice(dot)}`,
    } as unknown as VectorQuery);
  }

  private async storageSyscall(op: string, args: JsonObject): Promise<string> {
    switch (op) {
      case "1.0/storageGetUrl":
        return JSON.stringify(await this.services.storageUrl(textOf(args, "storageId")));
      case "1.0/storageGetMetadata":
        return JSON.stringify(await this.services.storageMetadata(textOf(args, "storageId")));
      case "1.0/storageDelete":
        await this.services.storageDelete(textOf(args, "storageId"));
        return "null";
      case "1.0/storageGenerateUploadUrl":
        return JSON.stringify(this.services.uploadUrl());
      default:
        throw new HostError("UnknownOperation", `Unknown async operation ${op}: this host does not support it`);
    }
  }

  private identity(): unknown {
    this.frame.asked.caller = true;
    const { caller } = this.frame;
    if (caller.kind !== "none") return caller.identity;
    if (caller.failure !== undefined) throw caller.failure;
    return null;
  }

  private refuseWhenOver(op: string): void {
    this.watchdog?.acted(this.frame.path, this.call);
    if (this.isOver) throw new HostError("FunctionOver", `${op} was called after the function ended. Did you forget to await a promise?`);
  }
}
