/** One structured line: an event name and its facts. Never give it tokens, arguments or document contents. */
export type Log = (level: "info" | "warn" | "error", event: string, facts?: Readonly<Record<string, unknown>>) => void;

/** Writes each event as one line of JSON to standard error. */
export const jsonLog: Log = (level, event, facts = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...facts })}\n`);
};

export const noLog: Log = () => undefined;

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
