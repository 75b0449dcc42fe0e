import { makeFunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { expect, test, vi } from "vitest";

import { mutateOnce, postStop } from "./physical.ts";

const promote = makeFunctionReference<"mutation", { sessionId: string }, { ok: boolean }>("sessions:promote");
const answering = (body: unknown, status = 200) => vi.fn<typeof fetch>(async () => Response.json(body, { status }));
const transport = (send: typeof fetch, over = {}) => ({ url: "http://c", token: "jwt", timeoutMs: 50, fetch: send, ...over });

test("one call is one request, with the person's token", async () => {
  const send = answering({ status: "success", value: { ok: true } });
  expect(await mutateOnce(promote, { sessionId: "s1" }, transport(send))).toEqual({ kind: "answered", value: { ok: true } });
  expect(send).toHaveBeenCalledTimes(1);
  const [url, init] = send.mock.calls[0] ?? [];
  expect(url).toBe("http://c/api/mutation");
  expect(new Headers(init?.headers).get("authorization")).toBe("Bearer jwt");
  expect(typeof init?.body === "string" && JSON.parse(init.body)).toEqual({
    path: "sessions:promote",
    format: "json",
    args: { sessionId: "s1" },
  });
});

test("a lost network is never tried again, and nothing is claimed", async () => {
  const send = vi.fn<typeof fetch>(async () => {
    throw new TypeError("Failed to fetch");
  });
  expect(await mutateOnce(promote, { sessionId: "s1" }, transport(send))).toEqual({
    kind: "unknown",
    why: "The server cannot be reached.",
  });
  expect(send).toHaveBeenCalledTimes(1);
});

test("a request that hangs is given up at its deadline", async () => {
  const send = vi.fn<typeof fetch>(
    (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      }),
  );
  const answer = await mutateOnce(promote, { sessionId: "s1" }, transport(send));
  expect(answer).toEqual({ kind: "unknown", why: "The server did not answer within 0.05 s." });
});

test("a refusal keeps its code", async () => {
  const send = answering({ status: "error", errorMessage: "x", errorData: { code: "forbidden", needs: "operator" } });
  const answer = await mutateOnce(promote, { sessionId: "s1" }, transport(send));
  expect(answer.kind === "refused" && answer.error instanceof ConvexError && answer.error.data).toEqual({
    code: "forbidden",
    needs: "operator",
  });
});

test("without a token nothing is sent", async () => {
  const send = answering({});
  expect((await mutateOnce(promote, { sessionId: "s1" }, transport(send, { token: null }))).kind).toBe("refused");
  expect(send).not.toHaveBeenCalled();
});

test("a stop outlives the page and brings back the facts", async () => {
  const send = answering({ ok: true, id: "stop1", acceptedAt: 5, acknowledgedAt: null, emergencyStopLocation: "on the left post" });
  expect(await postStop("s1", { ...transport(send), sentAt: 1 })).toEqual({
    stopId: "stop1",
    acceptedAt: 5,
    acknowledgedAt: null,
    motionZeroAt: null,
    stopLocation: "on the left post",
  });
  expect(send.mock.calls[0]?.[1]?.keepalive).toBe(true);
});

test("a stop that did not land says so in words", async () => {
  await expect(postStop("s1", { ...transport(answering({}, 401)), sentAt: 1 })).rejects.toThrow(/sign-in has ended/);
  await expect(postStop("s1", { ...transport(answering({ ok: false })), sentAt: 1 })).rejects.toThrow(/did not accept/);
});
