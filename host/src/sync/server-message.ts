import type { Outcome } from "../calls/call.ts";
import { encodeTs, encodeVersion, type StateVersion } from "./versions.ts";

// What a client is told over its WebSocket. Results are JSON text already, so the messages are put together as text.

/** The answer to a mutation. `ts` is the commit that holds its writes. */
export function mutationAnswer(requestId: number, outcome: Outcome, ts: bigint): string {
  if (!outcome.ok) return failedAnswer("MutationResponse", requestId, outcome);
  return `{"type":"MutationResponse","requestId":${requestId},"success":true,"result":${outcome.value},"ts":"${encodeTs(ts)}","logLines":${linesOf(outcome)}}`;
}

/** The answer to an action. */
export function actionAnswer(requestId: number, outcome: Outcome): string {
  if (!outcome.ok) return failedAnswer("ActionResponse", requestId, outcome);
  return `{"type":"ActionResponse","requestId":${requestId},"success":true,"result":${outcome.value},"logLines":${linesOf(outcome)}}`;
}

/** Most calls write none. */
const linesOf = ({ logLines }: Outcome): string => (logLines.length === 0 ? "[]" : JSON.stringify(logLines));

function failedAnswer(
  type: "MutationResponse" | "ActionResponse",
  requestId: number,
  { failure: { message, data }, logLines }: Outcome & { ok: false },
): string {
  return JSON.stringify({ type, requestId, success: false, result: message, logLines, ...(data === undefined ? {} : { errorData: data }) });
}

/** @param changes a JSON text for each query that changed or went */
export function transition(start: StateVersion, end: StateVersion, changes: readonly string[]): string {
  return `{"type":"Transition","startVersion":${encodeVersion(start)},"endVersion":${encodeVersion(end)},"modifications":[${changes.join(",")}]}`;
}
