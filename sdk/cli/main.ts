/** The `reflex` command line. Its exit statuses are in `io.ts`; nothing it does is done by anything but the public API. */
import { CommanderError } from "commander";
import { ReflexError } from "../src/index.ts";
import { type ExitStatus, exitStatus, note } from "./io.ts";
import { buildProgram } from "./program.ts";

function statusOf(error: unknown): ExitStatus {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
  if (!(error instanceof ReflexError)) return exitStatus.no;
  if (error.code === "missing_key") return exitStatus.key;
  if (error.code === "unreachable") return exitStatus.unreachable;
  return error.code === "invalid_spec" || error.code === "invalid_credentials_file" ? exitStatus.usage : exitStatus.no;
}

/** What was wrong, with the place in the argument when the server named one. */
function messageOf(error: unknown): string {
  if (!(error instanceof ReflexError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const data = (error.data ?? {}) as { path?: string; problems?: { path: string; message: string }[] };
  const problems = (data.problems ?? []).map(({ path, message }) => `\n- ${path}: ${message}`).join("");
  const code = error.code === "missing_key" || error.code === "server_error" ? "" : ` (${error.code})`;
  return `Error: ${data.path && data.path !== "$" ? `${data.path}: ` : ""}${error.message}${code}${problems}`;
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  // Commander has said what is wrong with the words themselves.
  if (!(error instanceof CommanderError)) note(messageOf(error));
  process.exitCode = statusOf(error);
}
