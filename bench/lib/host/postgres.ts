import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Where Debian puts the server of each version. */
const DEBIAN = "/usr/lib/postgresql";

/** The folder of the newest PostgreSQL server on this machine; null where there is none. */
export function postgresPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(DEBIAN, version, "bin")).find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

/** PostgreSQL refuses to run as root, for whom Debian has made it a user. */
function as(program: string, args: readonly string[]): [string, string[]] {
  return userInfo().uid === 0
    ? ["setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, ...args]]
    : [program, [...args]];
}

/** A server with the settings that it comes with, so also with a sync of its log for each commit, on a socket file of its own. */
export async function startPostgres(programs: string): Promise<{ client: PostgresClient; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "bench-postgres-"));
  const data = join(folder, "data");
  if (userInfo().uid === 0) {
    mkdirSync(data);
    execFileSync("chown", ["-R", "postgres", folder]);
    chmodSync(folder, 0o755);
  }
  execFileSync(...as(join(programs, "initdb"), ["-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C"]), {
    stdio: "ignore",
  });
  const server = spawn(...as(join(programs, "postgres"), ["-D", data, "-k", folder, "-c", "listen_addresses="]), { stdio: "ignore" });
  const file = join(folder, ".s.PGSQL.5432");
  const client = await untilUp(file);
  const stop = async () => {
    client.close();
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await ended;
    execFileSync("rm", ["-rf", folder]);
  };
  return { client, stop };
}

/** The server makes its socket before it takes anybody. */
async function untilUp(file: string): Promise<PostgresClient> {
  for (let waited = 0; ; waited += 50) {
    try {
      return await PostgresClient.open(file);
    } catch (error) {
      if (waited > 20_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const MESSAGE_HEADER = 5;
const ready = "Z".charCodeAt(0);
const failed = "E".charCodeAt(0);

/** The least of PostgreSQL's protocol (version 3.0) that can be measured: simple and prepared statements, many under way on one connection. */
export class PostgresClient {
  private readonly socket: Socket;
  private readonly waiting: ((error: Error | null) => void)[] = [];
  private rest: Buffer = Buffer.alloc(0);
  private error: Error | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => this.read(chunk));
    socket.on("error", (error) => (this.error = error));
    socket.on("close", () => this.waiting.splice(0).forEach((settle) => settle(this.error ?? new Error("PostgreSQL has hung up."))));
  }

  static async open(file: string): Promise<PostgresClient> {
    const socket = connect(file);
    const client = new PostgresClient(socket);
    const words = Buffer.from("\0\x03\0\0user\0bench\0database\0postgres\0\0", "latin1");
    const startup = Buffer.alloc(4);
    startup.writeInt32BE(words.length + 4);
    await client.send(Buffer.concat([startup, words]));
    return client;
  }

  /** One statement as text. */
  run(sql: string): Promise<void> {
    return this.send(message("Q", `${sql}\0`));
  }

  /** Prepares the statement that `call` runs. */
  prepare(sql: string): Promise<void> {
    return this.send(Buffer.concat([message("P", `\0${sql}\0\0\0`), message("S", "")]));
  }

  /** Runs the prepared statement in a transaction of its own, and resolves when it is committed. */
  call(values: readonly string[]): Promise<void> {
    const parts = [Buffer.from("\0\0\0\0", "latin1"), int16(values.length)];
    for (const value of values) {
      const text = Buffer.from(value);
      parts.push(int32(text.length), text);
    }
    parts.push(int16(0));
    return this.send(
      Buffer.concat([message("B", Buffer.concat(parts)), message("E", Buffer.from("\0\0\0\0\0", "latin1")), message("S", "")]),
    );
  }

  close(): void {
    this.socket.end(message("X", ""));
  }

  private send(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push((error) => (error === null ? resolve() : reject(error)));
      this.socket.write(bytes);
    });
  }

  private read(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    while (bytes.length - at >= MESSAGE_HEADER) {
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (end > bytes.length) break;
      if (bytes[at] === failed) this.error = new Error(bytes.toString("utf8", at + MESSAGE_HEADER, end));
      if (bytes[at] === ready) {
        this.waiting.shift()?.(this.error);
        this.error = null;
      }
      at = end;
    }
    this.rest = bytes.subarray(at);
  }
}

function message(type: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(type), int32(bytes.length + 4), bytes]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
