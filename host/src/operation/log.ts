/** One structured line: an event name and its facts. Never give it tokens, arguments or document contents. */
export type Log = (level: "info" | "warn" | "error", event: string, facts?: Readonly<Record<string, unknown>>) => void;

/** Writes each event as one line of JSON to standard error. */
export const jsonLog: Log = (level, event, facts = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...facts })}\n`);
};

/** Writes each event as one line for a person. */
export const terminalLog: Log = (level, event, facts = {}) => {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${describeEvent(level, event, facts)}\n`);
};

/** True when events should be lines of JSON: a program reads them, not a person at a terminal. */
export const wantsJson = (): boolean => process.stderr.isTTY !== true;

/** Lines for a person where standard error is a terminal, else JSON. */
export const defaultLog = (): Log => (wantsJson() ? jsonLog : terminalLog);

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

const LONGEST_FACT = 300;

/** Says an event in one line. */
export function describeEvent(level: "info" | "warn" | "error", event: string, facts: Readonly<Record<string, unknown>>): string {
  if (event === "function_log") return `${String(facts["path"])} ${oneLine(facts["line"])}`;
  const told = Object.entries(facts).flatMap(([name, value]) => (isNothing(value) ? [] : [`${words(name)} ${oneLine(value)}`]));
  return `${level === "info" ? "" : `${level}: `}${words(event)}${told.length === 0 ? "" : `: ${told.join(", ")}`}`;
}

const isNothing = (value: unknown) => value === undefined || value === 0 || (Array.isArray(value) && value.length === 0);

/** `createdTables` and `created_tables` become `created tables`. */
const words = (name: string) => name.replaceAll("_", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function oneLine(value: unknown): string {
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
  const line = text.replaceAll(/\s*\n\s*/g, " | ");
  return line.length > LONGEST_FACT ? `${line.slice(0, LONGEST_FACT)}…` : line;
}
