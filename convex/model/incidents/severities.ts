import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import type { Me } from "../people/me";
import { type Cause, severities } from "./causes";

// How grave an organization takes each cause. What stays unsaid is as `causes.ts` has it.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

/** Of a thousand robots with two causes of their state and two that happened. */
const mostOpen = 4_000;
/** The least grave. */
const mildest = 3;
const causes = Object.keys(severities) as Cause[];

const own = (organization: Doc<"organizations"> | null, cause: Cause): number | undefined =>
  organization?.incidentSeverities?.find((each) => each.cause === cause)?.severity;

/** 0 is the gravest, for incidents of the organization that begin now. */
export async function severityFor(ctx: Read, organizationId: Id<"organizations">, cause: Cause): Promise<number> {
  return own(await ctx.db.get("organizations", organizationId), cause) ?? severities[cause];
}

/** Every cause with how grave it is taken, and how grave where nobody says so. */
export async function list(ctx: Read, organizationId: Id<"organizations">) {
  const organization = await ctx.db.get("organizations", organizationId);
  return causes.map((cause) => ({ cause, severity: own(organization, cause) ?? severities[cause], usual: severities[cause] }));
}

/**
 * Sets how grave a cause is taken, for what begins and for what is open; what is over stays as it was.
 * Throws `invalid` for no whole number from 0 to 3, and `conflict` for what may move unseen, which is always the gravest.
 */
export async function set(ctx: Write, me: Me, { cause, severity }: { cause: Cause; severity: number }, now: number): Promise<void> {
  if (!Number.isInteger(severity) || severity < 0 || severity > mildest)
    throw appError({ code: "invalid", path: "$.severity", message: "Give a whole number from 0, the gravest, to 3." });
  if (severities[cause] === 0 && severity > 0)
    throw appError({ code: "conflict", reason: "always_critical", message: "An arm that may move unseen is always critical." });
  const organization = await ctx.db.get("organizations", me.organizationId);
  if (organization === null) return;
  const before = own(organization, cause) ?? severities[cause];
  if (before === severity) return;
  const others = (organization.incidentSeverities ?? []).filter((each) => each.cause !== cause);
  const incidentSeverities = severity === severities[cause] ? others : [...others, { cause, severity }];
  await ctx.db.patch("organizations", organization._id, { incidentSeverities });
  const open = await ctx.db
    .query("incidents")
    .withIndex("by_organizationId_and_endedAt", (q) => q.eq("organizationId", me.organizationId).eq("endedAt", null).eq("severity", before))
    .take(mostOpen);
  for (const row of open) if (row.cause === cause) await ctx.db.patch("incidents", row._id, { severity });
  await recordAudit(ctx, {
    ...{ organizationId: me.organizationId, at: now, actor: me.actor, action: "incident.setSeverity" },
    target: { kind: "organization", id: organization._id, name: organization.name },
    before: { cause, severity: before },
    after: { cause, severity },
  });
}
