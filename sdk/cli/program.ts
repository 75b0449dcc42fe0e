import { Command } from "commander";
import { addCompletion } from "./completion.ts";
import { addDeploy } from "./deploy.ts";
import { addLogin } from "./login.ts";
import { addReceipts } from "./receipts.ts";
import { addRobots } from "./robots.ts";
import { addSessions } from "./sessions.ts";

const statusNotes = `
Exit status: 0 done, 1 the answer is no (refused, not ready, not confirmed, not genuine), 2 typed wrong, 3 no usable key,
4 no answer from the server (it may or may not have happened), 5 a login waits for a person.

Key: --api-key, REFLEX_API_KEY, then the credentials file. Server: --convex-url, REFLEX_CONVEX_URL, the same file,
http://127.0.0.1:3210. File: REFLEX_CONFIG_FILE, or credentials.json in REFLEX_CONFIG_DIR, or in ~/.config/reflex.`;

/** Commander's own settings do not reach commands that were added before or below. */
function everyCommand(command: Command, change: (each: Command) => void): void {
  change(command);
  for (const each of command.commands) everyCommand(each, change);
}

/** Every command of `reflex`; what is typed wrong throws a `CommanderError`. */
export function buildProgram(): Command {
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
  addCompletion(program);
  everyCommand(program, (command) => void command.exitOverride().showHelpAfterError("(--help shows how)"));
  return program;
}
