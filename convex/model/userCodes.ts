import { appError } from "../errors";

// No vowels and no look-alikes: the code is read from one screen and compared on another.
const letters = "BCDFGHJKMNPQRSTVWXZ";

/** Eight letters of 19, such as `BCDF-GHJK`: too many to guess within ten minutes, few enough to compare. */
export function createUserCode(): string {
  const code: string[] = [];
  while (code.length < 8) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    // The remainder of 256 by 19 would favour the first letters.
    if (byte < 247) code.push(letters[byte % 19] ?? "");
  }
  return `${code.slice(0, 4).join("")}-${code.slice(4).join("")}`;
}

/** As it is stored, from what a person typed. */
export const storedUserCode = (typed: string): string => typed.trim().toUpperCase().slice(0, 20);

/** What a machine asked for under a code, until a person answers it. */
type Asked = {
  state: "open" | "approved" | "denied" | "used";
  expiresAt: number;
  approval: unknown;
};

/**
 * Lets only a request through that a person can still answer.
 * @param told what it is called in a message, and the sentences for one that was answered or has expired
 * @throws `not_found`; `conflict` with what became of it as the reason
 */
export function unanswered<Row extends Asked>(
  row: Row | null,
  told: { what: string; answered: string; expired: string },
  now: number,
): Row {
  if (row === null) throw appError({ code: "not_found", what: told.what });
  if (row.state !== "open") throw appError({ code: "conflict", reason: row.state, message: told.answered });
  if (row.expiresAt <= now) throw appError({ code: "conflict", reason: "expired", message: told.expired });
  return row;
}

/** A row with what a person approved, until the machine takes it, once; or why the machine gets nothing yet, or ever. */
export function answerOf<Row extends Asked>(row: Row | null, now: number) {
  const refuse = (reason: "pending" | "denied" | "expired" | "used" | "unknown") => ({ ok: false as const, reason });
  if (row === null) return refuse("unknown");
  if (row.state === "used" || row.state === "denied") return refuse(row.state);
  if (row.expiresAt <= now) return refuse("expired");
  return row.approval === null ? refuse("pending") : { ok: true as const, row, approval: row.approval as NonNullable<Row["approval"]> };
}
