import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { deploymentKey } from "./deploymentKey";

// A live row that twenty people look at is read once, not twenty times, if its query does not ask who looks: Convex shares such
// a query among all who ask it with the same arguments. So members of an organization show one pass, the same for all of
// them, that is good until anybody's sign-in or membership is ended, and for an hour at most. It opens live rows, nothing else.

/** Passes are renewed so often, ms: as long as the token of a sign-in lives. */
export const passLifeMs = 3_600_000;
const domain = "reflex watch pass";

function passOf({ _id, passRenewedAt = 0 }: Doc<"organizations">): string {
  const signed = `${_id}.${passRenewedAt}`;
  return `${signed}.${bytesToHex(hmac(sha256, deploymentKey(domain), utf8ToBytes(signed)))}`;
}

/** The pass of an organization as of now. For members only: the caller has checked that. */
export async function currentPass(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">): Promise<string> {
  const organization = await ctx.db.get("organizations", organizationId);
  if (organization === null) throw appError({ code: "not_found", what: "organization" });
  return passOf(organization);
}

/** The organization that a pass opens. @throws `unauthenticated` for anything but the present pass of one */
export async function organizationOf(ctx: Pick<QueryCtx, "db">, pass: string): Promise<Id<"organizations">> {
  const id = pass.length > 200 ? null : ctx.db.normalizeId("organizations", pass.split(".", 1)[0] ?? "");
  const organization = id === null ? null : await ctx.db.get("organizations", id);
  if (organization === null || !isSame(passOf(organization), pass)) throw appError({ code: "unauthenticated" });
  return organization._id;
}

/** In a time that does not tell how much of it was right. */
function isSame(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let index = 0; index < expected.length; index += 1) difference |= expected.charCodeAt(index) ^ given.charCodeAt(index);
  return difference === 0;
}

/** Ends every pass of the organization; pages that may still look get the new one by themselves. */
export async function renewPass(ctx: Pick<MutationCtx, "db">, organizationId: Id<"organizations">, now: number): Promise<void> {
  await ctx.db.patch("organizations", organizationId, { passRenewedAt: now });
}

/** Renews at most `most` passes that are older than their life; answers how many. */
export async function renewOldPasses(ctx: Pick<MutationCtx, "db">, now: number, most: number): Promise<number> {
  const old = await ctx.db
    .query("organizations")
    .withIndex("by_passRenewedAt", (q) => q.lt("passRenewedAt", now - passLifeMs))
    .take(most);
  for (const { _id } of old) await renewPass(ctx, _id, now);
  return old.length;
}
