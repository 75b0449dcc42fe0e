import { t } from "@lingui/core/macro";
import { ConvexError } from "convex/values";
import { type FunctionArgs, type FunctionReference, type FunctionReturnType, getFunctionName } from "convex/server";

import { withOrganization } from "#src/api/organization.ts";
import { formatNumber } from "#src/lib/numbers.ts";

/*
 * Physical acts travel by plain HTTP, never through the Convex client. The client keeps requests it could not send and
 * sends them when its socket comes back, and it re-sends those in flight. For a note that is a kindness; for a promote it
 * would move an arm minutes after the tap, with someone's hand in the way. A fetch with a deadline happens now or not at all.
 */

export type OnceAnswer<T> =
  | { kind: "answered"; value: T }
  /** The function ran and refused; `error` is what `describeError` understands. */
  | { kind: "refused"; error: Error }
  /** No answer. Nothing says whether the server acted, so the caller must not claim either. */
  | { kind: "unknown"; why: string };

type Transport = { url: string; token: string | null; timeoutMs: number; fetch?: typeof fetch };

type WireAnswer = { status?: unknown; value?: unknown; errorMessage?: unknown; errorData?: unknown };

const isWireAnswer = (body: unknown): body is WireAnswer => typeof body === "object" && body !== null;

const noAnswer = (error: unknown, timeoutMs: number) => {
  const seconds = formatNumber(timeoutMs / 1000);
  return error instanceof DOMException && (error.name === "TimeoutError" || error.name === "AbortError")
    ? t`The server did not answer within ${seconds} s.`
    : t`The server cannot be reached.`;
};

/** Calls a mutation exactly once: no queue, no retry, no second attempt after a reconnect. */
export const mutateOnce = <F extends FunctionReference<"mutation">>(fn: F, args: FunctionArgs<F>, transport: Transport) =>
  callOnce("mutation", fn, args, transport);

/** Reads once, without the socket. */
export const queryOnce = <F extends FunctionReference<"query">>(fn: F, args: FunctionArgs<F>, transport: Transport) =>
  callOnce("query", fn, args, transport);

async function callOnce<F extends FunctionReference<"query" | "mutation">>(
  kind: "query" | "mutation",
  fn: F,
  args: FunctionArgs<F>,
  { url, token, timeoutMs, fetch: send = fetch }: Transport,
): Promise<OnceAnswer<FunctionReturnType<F>>> {
  if (token === null) return { kind: "refused", error: new ConvexError({ code: "unauthenticated" }) };
  const controller = new AbortController();
  const deadline = setTimeout(() => controller.abort(new DOMException("deadline", "TimeoutError")), timeoutMs);
  try {
    const response = await send(`${url}/api/${kind}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({
        path: getFunctionName(fn),
        format: "json",
        args: withOrganization(fn, args, kind === "query" ? "read" : "change"),
      }),
      cache: "no-store",
      signal: controller.signal,
    });
    const { status } = response;
    const body: unknown = await response.json();
    if (!isWireAnswer(body)) return { kind: "unknown", why: t`The server's answer could not be read.` };
    if (body.status === "success") return { kind: "answered", value: body.value as FunctionReturnType<F> }; // the function's own `returns` checked it
    if (body.status === "error") {
      const message = typeof body.errorMessage === "string" ? body.errorMessage : t`The server refused.`;
      return { kind: "refused", error: body.errorData === undefined ? new Error(message) : new ConvexError(body.errorData as string) };
    }
    if (status === 401) return { kind: "refused", error: new ConvexError({ code: "unauthenticated" }) };
    return { kind: "unknown", why: t`The server answered ${status} without a result.` };
  } catch (error) {
    return { kind: "unknown", why: noAnswer(error, timeoutMs) };
  } finally {
    clearTimeout(deadline);
  }
}

/** What the server knows about a stop. Times are epoch ms of its clock; null is "not known", never "no". */
export type StopAnswer = {
  /** Which stop these facts are about. A session may have had others before. */
  stopId: string | null;
  acceptedAt: number | null;
  acknowledgedAt: number | null;
  motionZeroAt: number | null;
  /** Where the hardware emergency stop is, when the robot's record says so. */
  stopLocation: string | null;
};

const timeOf = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/**
 * Asks for a software stop by plain HTTP, which works with the socket down and survives the page being closed. Idempotent:
 * every repeat answers with the facts known so far. Throws with a sentence for a person when the request did not land.
 */
export async function postStop(
  sessionId: string,
  { url, token, timeoutMs, sentAt, fetch: send = fetch }: Transport & { sentAt: number },
): Promise<StopAnswer> {
  let response: Response;
  try {
    response = await send(`${url}/stop`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token === null ? {} : { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ sessionId, sentAt }),
      keepalive: true,
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new Error(noAnswer(error, timeoutMs), { cause: error });
  }
  const { status } = response;
  if (status === 401) throw new Error(t`The server does not know who you are: your sign-in has ended.`);
  if (!response.ok) throw new Error(t`The server answered ${status}.`);
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== "object" || body === null || ("ok" in body && body.ok === false)) {
    throw new Error(t`The server did not accept the stop.`);
  }
  const told = body as Record<string, unknown>;
  return {
    stopId: typeof told["id"] === "string" ? told["id"] : null,
    acceptedAt: timeOf(told["acceptedAt"]),
    acknowledgedAt: timeOf(told["acknowledgedAt"]),
    motionZeroAt: timeOf(told["motionZeroAt"]),
    stopLocation: typeof told["emergencyStopLocation"] === "string" ? told["emergencyStopLocation"] : null,
  };
}
