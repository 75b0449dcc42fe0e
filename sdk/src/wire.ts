import { ReflexError } from "./errors.ts";

export type FunctionKind = "query" | "mutation" | "action";
/** What a function answers: a plain object; refusals a caller may act on are `{ok: false, reason}`. */
export type Answer = Record<string, unknown>;

const timeoutMs = 30_000;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The code and message the server gave, wherever it put them. */
function serverError(body: Record<string, unknown>, status: number): ReflexError {
  const data = body["errorData"];
  const code =
    isRecord(data) && typeof data["code"] === "string" ? data["code"] : typeof body["code"] === "string" ? body["code"] : "server_error";
  const message =
    isRecord(data) && typeof data["message"] === "string"
      ? data["message"]
      : typeof body["errorMessage"] === "string"
        ? body["errorMessage"]
        : typeof body["message"] === "string"
          ? body["message"]
          : `The server answered HTTP ${status}.`;
  return new ReflexError(code, message, data);
}

/**
 * One Convex RPC: `POST {convexUrl}/api/{kind}`, plain JSON. Arguments that are `undefined` are not sent.
 * Never retried: promoting twice is not the same as promoting once.
 */
export async function call(
  convexUrl: string,
  kind: FunctionKind,
  name: string,
  args: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Answer> {
  let status = 0;
  let body: unknown;
  try {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${convexUrl}/api/${kind}`, {
      method: "POST",
      // Followed, a redirect would send the key elsewhere, and a promote a second time.
      redirect: "error",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: `publicApi:${name}`, format: "json", args }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    status = response.status;
    body = await response.json();
  } catch (error) {
    throw new ReflexError("unreachable", `${convexUrl} gave no usable answer${status === 0 ? "" : ` (HTTP ${status})`}.`, undefined, {
      cause: error,
    });
  }
  if (!isRecord(body)) throw new ReflexError("unreachable", `${convexUrl} did not answer with an object (HTTP ${status}).`);
  if (body["status"] !== "success") throw serverError(body, status);
  const value = body["value"];
  if (!isRecord(value)) throw new ReflexError("unreachable", `publicApi:${name} did not answer with an object.`);
  return value;
}
