import { bytesToHex } from "@noble/hashes/utils.js";
import type { Infer } from "convex/values";

import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { ActionCtx, MutationCtx } from "../../_generated/server";
import { signJwt } from "../signing/ed25519";
import { grantAudience } from "../sessions/grants";
import type { probeResult } from "./shapes";
import { ensureKey } from "../signing/keys";
import { probeOf } from "./workers";

// Whether a worker is there: one request with a grant that is good for nothing else.

export type ProbeResult = Infer<typeof probeResult>;

const patienceMs = 5_000;
const grantLifeMs = 60_000;

type Question = { organizationId: Id<"organizations">; url: string; baseModel: string | null };

export async function ask(ctx: Pick<ActionCtx, "runMutation">, { organizationId, url, baseModel }: Question) {
  const token: string = await ctx.runMutation(internal.doctor.healthGrant, { organizationId });
  const result = await probe(url, token, baseModel);
  await ctx.runMutation(internal.doctor.recordProbe, { organizationId, url, result });
  return result;
}

/** Names no session, lives a minute, and says what it is for: a worker that runs a policy for it is broken. */
export async function healthGrant(ctx: Pick<MutationCtx, "db">, organizationId: Id<"organizations">, now: number): Promise<string> {
  const key = await ensureKey(ctx, "grants", now);
  return signJwt(key, {
    iss: "reflex-console",
    aud: grantAudience,
    sub: "readiness",
    scope: "health",
    jti: bytesToHex(crypto.getRandomValues(new Uint8Array(16))),
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + grantLifeMs) / 1000),
    organizationId,
    sessionId: null,
    mode: "dry_run",
  });
}

/** `GET <worker>/health`. Follows no redirect, so that the grant goes to nobody else. Answers, never throws. */
export async function probe(url: string, token: string, baseModel: string | null): Promise<ProbeResult> {
  const address = `${url.replace(/^ws/, "http").replace(/\/+$/, "")}/health`;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMs);
  const startedAt = Date.now();
  const failed = (detail: string): ProbeResult => ({ ok: false, latencyMs: null, detail });
  try {
    const response = await fetch(address, {
      headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
      redirect: "manual",
      signal: controller.signal,
    });
    const text = (await response.text()).slice(0, 10_000);
    const latencyMs = Math.max(0, Date.now() - startedAt);
    if (response.status === 401 || response.status === 403) return failed("The worker refused our grant.");
    if (response.status !== 200) return failed(`The worker answered ${response.status}.`);
    return judge(text, baseModel, latencyMs);
  } catch {
    // The reason is the network's own wording, which may name what this server can reach; a person needs none of it.
    return failed(controller.signal.aborted ? `No answer within ${patienceMs / 1000} s.` : "The worker cannot be reached.");
  } finally {
    clearTimeout(timer);
  }
}

/** `{ok: boolean, baseModels?: string[]}`; a worker that lists its models must list this one. */
export function judge(text: string, baseModel: string | null, latencyMs: number): ProbeResult {
  const failed = (detail: string): ProbeResult => ({ ok: false, latencyMs, detail });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return failed("The answer is not JSON.");
  }
  if (typeof body !== "object" || body === null || !("ok" in body) || body.ok !== true) {
    return failed("The worker says that it is not ready.");
  }
  const models: unknown = "baseModels" in body ? body.baseModels : undefined;
  if (baseModel !== null && Array.isArray(models) && !models.includes(baseModel)) {
    return failed(`The worker does not serve ${baseModel}.`);
  }
  return { ok: true, latencyMs, detail: `Answered in ${latencyMs} ms.` };
}

/** One row per worker and organization: the newest answer. */
export async function record(
  ctx: Pick<MutationCtx, "db">,
  organizationId: Id<"organizations">,
  url: string,
  result: ProbeResult,
  now: number,
): Promise<void> {
  const facts: Omit<Doc<"workerProbes">, "_id" | "_creationTime"> = { organizationId, url, checkedAt: now, ...result };
  const known = await probeOf(ctx, organizationId, url);
  if (known === null) await ctx.db.insert("workerProbes", facts);
  else await ctx.db.patch("workerProbes", known._id, facts);
}
