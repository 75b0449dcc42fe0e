import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";

export type DriverName = "node" | "wasm";
export type Bindable = string | number | Uint8Array;
export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  get(values: Bindable[]): Row | null;
  all(values: Bindable[]): Row[];
  run(values: Bindable[]): void;
}

/** The little that the store needs of a SQLite library. */
export interface Database {
  exec(sql: string): void;
  /** A text as it is best bound to where the statement says `CAST(? AS TEXT)`. */
  text(value: string): Bindable;
  prepare(sql: string): Statement;
  close(): void;
}

const require = createRequire(import.meta.url);

/*
 * How much of a function of WebAssembly runs before V8 optimizes it: by itself 1.8 MB of it, which SQLite's interpreter, 60 kB long, has run while a host
 * starts, at 0.5 s of processor time beside it. With this a host optimizes it in its first second of writing, and one that hardly works never does.
 */
const TIERING = "--wasm-tiering-budget=1000000000";
/** What it was: with other flags than at its own start Node would compile its own modules anew. */
const TIERING_BEFORE = "--wasm-tiering-budget=1800000";

/** True when this Node has SQLite built in (22.13 and later). */
export function hasNodeSqlite(): boolean {
  return builtInSqlite() !== undefined;
}

/** Opens a database file with the named library; by default the one built into Node, else the WebAssembly build. */
export function openDriver(path: string, name: DriverName = hasNodeSqlite() ? "node" : "wasm"): Database {
  return name === "node" ? openNodeSqlite(path) : openWasm(path);
}

function openNodeSqlite(path: string): Database {
  const sqlite = builtInSqlite();
  if (sqlite === undefined) throw new Error("This Node has no SQLite built in");
  const database = new sqlite.DatabaseSync(path);
  return {
    exec: (sql) => database.exec(sql),
    text: (value) => value,
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        get: (values) => (statement.get(...values) as Row | undefined) ?? null,
        all: (values) => statement.all(...values) as Row[],
        run: (values) => void statement.run(...values),
      };
    },
    close: () => database.close(),
  };
}

/** Node 22 warns of its SQLite when it is first asked for. The store is tested on it, and whoever starts a host can do nothing about it. */
function builtInSqlite(): typeof import("node:sqlite") | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule?.("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** CommonJS and 1.3 MB: loaded only when it is needed. */
function wasmSqlite(): typeof import("node-sqlite3-wasm") {
  setFlagsFromString(TIERING);
  try {
    return require("node-sqlite3-wasm") as typeof import("node-sqlite3-wasm");
  } finally {
    setFlagsFromString(TIERING_BEFORE);
  }
}

function openWasm(path: string): Database {
  // A killed process leaves its lock directory behind, which nobody else removes. Our caller holds the folder's own lock.
  rmSync(`${path}.lock`, { recursive: true, force: true });
  const { Database: WasmDatabase } = wasmSqlite();
  const database = new WasmDatabase(path);
  const open: { finalize(): void }[] = [];
  return {
    exec: (sql) => database.exec(sql),
    // It would count and encode a string character by character in JavaScript.
    text: (value) => Buffer.from(value, "utf8"),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      open.push(statement);
      return {
        // Its `get` leaves the statement running, and a running statement blocks the next commit.
        get: (values) => afterFailure(() => statement.all(values))[0] ?? null,
        all: (values) => afterFailure(() => statement.all(values)),
        run: (values) => void afterFailure(() => statement.run(values)),
      };
    },
    close: () => {
      for (const statement of open) {
        try {
          statement.finalize();
        } catch {
          // It reports the failure of its last run once more.
        }
      }
      database.close();
    },
  };
}

/**
 * A statement that failed reports its failure again when it is reset for its next use, although the reset has worked. Without
 * a second attempt the ROLLBACK after a full disk would not happen.
 */
function afterFailure<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("Could not reset statement")) throw error;
    return use();
  }
}
