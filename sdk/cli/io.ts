import { styleText } from "node:util";

/** What a command gives back: `value` for programs, `text` for people, and how the process ends. */
export type Result = { value: unknown; text: string; status?: ExitStatus; /** It was printed bit by bit already. */ streamed?: true };

/**
 * - 0 done
 * - 1 the answer is no: refused, not ready, not confirmed, not genuine
 * - 2 typed wrong, or a file that cannot be used; nothing was sent
 * - 3 no key, or a key that is not (or no longer) good
 * - 4 no answer from the server; the call may or may not have happened
 * - 5 a login still waits for a person
 */
export const exitStatus = { done: 0, no: 1, usage: 2, key: 3, unreachable: 4, pending: 5 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

type Tone = "red" | "green" | "yellow" | "dim" | "bold";

/** Colour only where a person reads it: not in a pipe, not with `NO_COLOR`, not on a dumb terminal. */
function hasColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
}

export const paint = (tone: Tone, text: string): string =>
  hasColour(process.stdout) ? styleText(tone, text, { validateStream: false }) : text;

/** A line of progress for a person; it never mixes with the result. */
export const note = (text: string): void => void process.stderr.write(`${text}\n`);

/** A line of the result, for commands that answer bit by bit. */
export const line = (text: string): void => void process.stdout.write(`${text}\n`);

export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Epoch ms as a date that sorts, UTC. */
export const time = (at: unknown): string => (typeof at === "number" ? new Date(at).toISOString().replace(".000Z", "Z") : "");

const cell = (value: unknown): string =>
  value === null || value === undefined
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value as string | number | boolean);

/** Columns as wide as their widest value; `columns` maps a heading to what it shows. */
export function table<T>(rows: readonly T[], columns: Record<string, (row: T) => unknown>, none: string): string {
  if (rows.length === 0) return none;
  const names = Object.keys(columns);
  const cells = rows.map((row) => names.map((name) => cell(columns[name]?.(row))));
  const widths = names.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const show = (row: readonly string[]): string =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return [paint("dim", show(names)), ...cells.map(show)].join("\n");
}

/** `name: value` a line, without what is not known. */
export function facts(pairs: Record<string, unknown>): string {
  const known = Object.entries(pairs).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${paint("dim", name.padEnd(width))}  ${cell(value)}`).join("\n");
}
