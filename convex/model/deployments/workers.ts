import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkName } from "../checks";
import { specText, type Draft } from "./deployments";
import { variable } from "../environment";
import type { Acting } from "../people/me";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
export type Worker = { primeUrl: string | null; workerUrl: string | null };

const mostPerModel = 20;
const mostEndpoints = 200;
/** An answer older than this says nothing about now. */
export const probeLifeMs = 5 * 60_000;

const isUrl = (text: string | null): text is string => text !== null && text.length <= 500 && /^(https?|wss?):\/\/[^\s@]+$/.test(text);

type Wanted = {
  organizationId: Id<"organizations">;
  runtime: string;
  deployment: Pick<Draft, "spec"> | null;
  baseModel: string;
};

/** What a deployment's sessions call their base model, if nothing else is asked for. */
export const baseModelOf = (deployment: Pick<Draft, "spec" | "modelId"> | null): string =>
  specText(deployment, "baseModel") ?? deployment?.modelId ?? "pi0.5";

/**
 * Where a session's policy runs: the deployment's `workerUrl`, else an endpoint registered for the base model, else the
 * server's `REFLEX_WORKER_URL`. The runtime `edge` runs on the robot's own machine: it needs none and is given no
 * registered one; any other runtime without a worker is refused.
 */
export async function findWorker(ctx: Read, wanted: Wanted): Promise<Worker | "none_available"> {
  const { runtime, deployment } = wanted;
  const own = specText(deployment, "workerUrl");
  if (isUrl(own)) return withPrime(own, specText(deployment, "primeUrl") ?? variable("REFLEX_PRIME_URL"));
  if (runtime !== "edge") {
    const endpoint = await endpointFor(ctx, wanted);
    if (endpoint !== null) return withPrime(endpoint.workerUrl, endpoint.primeUrl);
  }
  const fallback = variable("REFLEX_WORKER_URL");
  if (isUrl(fallback)) return withPrime(fallback, specText(deployment, "primeUrl") ?? variable("REFLEX_PRIME_URL"));
  return runtime === "edge" ? { workerUrl: null, primeUrl: null } : "none_available";
}

const withPrime = (workerUrl: string, primeUrl: string | null): Worker => ({
  workerUrl,
  primeUrl: isUrl(primeUrl) ? primeUrl : workerUrl,
});

/** The newest whose last answer was not a failure; with none such, the newest, which may be back by now. */
async function endpointFor(ctx: Read, { organizationId, baseModel }: Wanted) {
  const rows = await ctx.db
    .query("inferenceEndpoints")
    .withIndex("by_organizationId_and_baseModel", (q) => q.eq("organizationId", organizationId).eq("baseModel", baseModel))
    .order("desc")
    .take(mostPerModel);
  const probes = await Promise.all(rows.map((row) => probeOf(ctx, organizationId, row.workerUrl)));
  return rows.find((_row, index) => probes[index]?.ok !== false) ?? rows[0] ?? null;
}

export async function probeOf(ctx: Read, organizationId: Id<"organizations">, url: string) {
  return await ctx.db
    .query("workerProbes")
    .withIndex("by_organizationId_and_url", (q) => q.eq("organizationId", organizationId).eq("url", url))
    .unique();
}

const toProbeView = (probe: Doc<"workerProbes"> | null) =>
  probe === null ? null : { checkedAt: probe.checkedAt, ok: probe.ok, latencyMs: probe.latencyMs, detail: probe.detail };

export async function list(ctx: Read, organizationId: Id<"organizations">) {
  const rows = await ctx.db
    .query("inferenceEndpoints")
    .withIndex("by_organizationId_and_baseModel", (q) => q.eq("organizationId", organizationId))
    .take(mostEndpoints);
  return await Promise.all(
    rows.map(async ({ _id, baseModel, workerUrl, primeUrl, createdBy, createdAt }) => {
      const probe = toProbeView(await probeOf(ctx, organizationId, workerUrl));
      return { id: _id, baseModel, workerUrl, primeUrl, createdBy, createdAt, probe };
    }),
  );
}

function checkUrl(text: string, path: string): string {
  const url = text.trim().replace(/\/+$/, "");
  if (!isUrl(url)) {
    throw appError({ code: "invalid", path, message: "Give an http(s) or ws(s) URL without a user name." });
  }
  return url;
}

type Registration = { baseModel: string; workerUrl: string; primeUrl?: string };

export async function register(ctx: Write, me: Acting, args: Registration, now: number) {
  const { organizationId, actor } = me;
  const baseModel = checkName(args.baseModel, "$.baseModel", 300);
  const workerUrl = checkUrl(args.workerUrl, "$.workerUrl");
  const primeUrl = args.primeUrl === undefined ? null : checkUrl(args.primeUrl, "$.primeUrl");
  const known = await list(ctx, organizationId);
  const refuse = (reason: string, message: string) => appError({ code: "conflict", reason, message });
  if (known.some((row) => row.baseModel === baseModel && row.workerUrl === workerUrl)) {
    throw refuse("known", "This worker is registered for this model already.");
  }
  if (known.length >= mostEndpoints) throw refuse("too_many", `At most ${mostEndpoints} endpoints.`);
  const facts = { baseModel, workerUrl, primeUrl };
  const id = await ctx.db.insert("inferenceEndpoints", { organizationId, ...facts, createdBy: actor, createdAt: now });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "inferenceEndpoint.register",
    target: { kind: "inferenceEndpoint", id, name: baseModel },
    after: facts,
  });
  return { id };
}

export async function getOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"inferenceEndpoints">) {
  const row = await ctx.db.get("inferenceEndpoints", id);
  if (row === null || row.organizationId !== organizationId) {
    throw appError({ code: "not_found", what: "inference endpoint" });
  }
  return row;
}

/** Sessions that were given it keep it; it is given to no other. */
export async function remove(ctx: Write, me: Acting, id: Id<"inferenceEndpoints">, now: number): Promise<void> {
  const { baseModel, workerUrl, primeUrl } = await getOrThrow(ctx, me.organizationId, id);
  await ctx.db.delete("inferenceEndpoints", id);
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "inferenceEndpoint.remove",
    target: { kind: "inferenceEndpoint", id, name: baseModel },
    before: { baseModel, workerUrl, primeUrl },
  });
}
