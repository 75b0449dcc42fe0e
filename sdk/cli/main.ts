/** The `reflex` command line. Its exit statuses are in `io.ts`; nothing it does is done by anything but the public API. */
import { Command, CommanderError } from "commander";
import { ReflexError } from "../src/index.ts";
import { addDeploy } from "./deploy.ts";
import { type ExitStatus, exitStatus, note } from "./io.ts";
import { addLogin } from "./login.ts";
import { addReceipts } from "./receipts.ts";
import { addRobots } from "./robots.ts";
import { addSessions } from "./sessions.ts";

const statusNotes = `
Exit status: 0 done, 1 the answer is no (refused, not ready, not confirmed, not genuine), 2 typed wrong, 3 no usable key,
4 no answer from the server (it may or may not have happened), 5 a login waits for a person.

Key: --api-key, REFLEX_API_KEY, then the credentials file. Server: --convex-url, REFLEX_CONVEX_URL, the same file,
http://127.0.0.1:3210. File: REFLEX_CONFIG_FILE, or credentials.json in REFLEX_CONFIG_DIR, or in ~/.config/reflex.`;

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

const program = new Command("reflex")
  .description("Robots, deployments, sessions and receipts from a terminal.")
  .addHelpText("after", statusNotes)
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();
addLogin(program);
addRobots(program);
addDeploy(program);
addSessions(program);
addReceipts(program);

/** Commander's own settings do not reach commands that were added before or below. */
function everyCommand(command: Command, change: (each: Command) => void): void {
  change(command);
  for (const each of command.commands) everyCommand(each, change);
}
everyCommand(program, (command) => void command.exitOverride().showHelpAfterError("(--help shows how)"));

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong with the words themselves.
  if (!(error instanceof CommanderError)) note(messageOf(error));
  process.exitCode = statusOf(error);
}
