import { type Command, InvalidArgumentError, Option } from "commander";
import { resolveConvexUrl, type Overrides } from "../src/index.ts";
import { type ExitStatus, exitStatus, line, note, paint, type Result } from "./io.ts";

/** Options that every command takes. */
export type Common = { apiKey?: string; convexUrl?: string; json?: boolean };

export const overridesOf = ({ apiKey, convexUrl }: Common): Overrides => ({ apiKey, convexUrl });
export const urlOf = ({ convexUrl }: Common): string => resolveConvexUrl(convexUrl);

const badKeys = new Set(["unknown_key", "revoked_key", "expired_key"]);

type Refused = { reason: string; unmet?: { message: string; fix: string }[] };

function refusalIn(value: unknown): Refused | null {
  if (typeof value !== "object" || value === null || !("ok" in value) || value.ok !== false) return null;
  return "reason" in value && typeof value.reason === "string" ? (value as Refused) : null;
}

/** The whole refusal in words: every unmet condition with its fix. */
function explain({ reason, unmet = [] }: Refused): string {
  return [paint("red", `Refused: ${reason}`), ...unmet.map(({ message, fix }) => `- ${message} ${fix}`.trimEnd())].join("\n");
}

/**
 * A command with the common options. `work` gets its arguments, its options and returns what to print; a server's refusal
 * (`{ok: false, reason}`) is printed and turned into the exit status here, whatever `text` says.
 */
export function leaf<Options extends Common>(
  parent: Command,
  usage: string,
  description: string,
  work: (options: Options, ...args: string[]) => Promise<Result>,
): Command {
  const command = parent.command(usage).description(description);
  command
    .option("--json", "the server's answer as JSON on stdout")
    .option("--api-key <key>", "instead of REFLEX_API_KEY or the credentials file (visible to other users of this machine)")
    .option("--convex-url <url>", "instead of REFLEX_CONVEX_URL or the credentials file");
  command.action(async (...given: unknown[]) => {
    const options = command.opts<Options>();
    const args = given.slice(0, -2).filter((value) => typeof value === "string");
    const result = await work(options, ...args);
    process.exitCode = print(result, options.json === true);
  });
  return command;
}

function print({ value, text, status, streamed }: Result, isJson: boolean): ExitStatus {
  const refusal = refusalIn(value);
  if (streamed === true) return status ?? exitStatus.done;
  if (isJson) line(JSON.stringify(value, null, 2));
  else if (refusal !== null && status === undefined) note(explain(refusal));
  else if (text !== "") line(text);
  if (status !== undefined) return status;
  if (refusal === null) return exitStatus.done;
  return badKeys.has(refusal.reason) ? exitStatus.key : exitStatus.no;
}

/** Argument reader for commander: a whole number within bounds. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) throw new InvalidArgumentError(`A whole number from ${min} to ${max}.`);
    return value;
  };

/** A mode to choose; anything else is refused before it is sent. */
export const modeOption = (description: string): Option => new Option("--mode <mode>", description).choices(["dry_run", "apply_actions"]);
