import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { recordAudit } from "../audit";
import { checkName } from "../checks";
import { variable } from "../environment";
import type { Acting } from "./me";
import { returnAddress } from "./oidcAttempts";
import { issuerOf, ofTheServer, ofVariables, type Settings } from "./oidcProvider";
import { seal, unseal } from "./sealed";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

const most = 8;

const rowsOf = async (ctx: Read) => await ctx.db.query("signInProviders").order("asc").take(most);
/** A secret opens for its own issuer and client alone. */
const ownerOf = ({ issuer, clientId }: { issuer: string; clientId: string }) => `signInProvider ${issuer} ${clientId}`;

/** The providers by which people may sign in, by the names they have on buttons. */
export async function offers(ctx: Read): Promise<{ id: string; name: string; issuer: string }[]> {
  const first = ofVariables();
  const rows = await rowsOf(ctx);
  return [
    ...(first === null ? [] : [{ id: ofTheServer, name: first.name, issuer: first.issuer }]),
    ...rows.map(({ _id: id, name, issuer }) => ({ id, name, issuer })),
  ];
}

/** The one by which the accounts of this issuer sign in. */
export const offerOf = <Offer extends { issuer: string }>(all: readonly Offer[], issuer: string): Offer | undefined =>
  all.find((offer) => URL.canParse(issuer) && new URL(issuer).href === offer.issuer);

/** What it takes to ask one. @throws `not_found` when it is not there (any more) */
export async function settingsOf(ctx: Read, id: string): Promise<Settings> {
  const rowId = ctx.db.normalizeId("signInProviders", id);
  const row = rowId === null ? null : await ctx.db.get("signInProviders", rowId);
  const secret = row === null ? null : unseal(row.secret, ownerOf(row));
  const found =
    id === ofTheServer
      ? ofVariables()
      : row === null || secret === null
        ? null
        : { name: row.name, issuer: row.issuer, clientId: row.clientId, secret };
  if (found === null) throw appError({ code: "not_found", what: "sign-in provider" });
  return found;
}

/**
 * Why the admins of an organization may not say by which providers people sign in; `null` where they may. A provider is everybody's on this
 * server, so that of several organizations none decides for the others; and without an address of its own nobody comes back.
 */
async function lockedBecause(ctx: Read): Promise<"organizations" | "address" | null> {
  if ((await ctx.db.query("organizations").take(2)).length > 1) return "organizations";
  const site = variable("SITE_URL");
  return site === null || !URL.canParse(site) ? "address" : null;
}

async function requireUnlocked(ctx: Read): Promise<void> {
  const reason = await lockedBecause(ctx);
  if (reason === "organizations")
    throw conflict(reason, "Several organizations are on this server: only whoever runs it sets sign-in providers.");
  if (reason === "address") throw conflict(reason, "The server does not know its own address. Set SITE_URL.");
}

/** How many people are connected there, at most 1,000. */
async function peopleOf(ctx: Read, issuer: string): Promise<number> {
  // As it writes itself, which may be without the slash of an address that has no path.
  const written = new URL(issuer).pathname === "/" ? [issuer, issuer.slice(0, -1)] : [issuer];
  const found = written.map(async (each) => {
    const rows = await ctx.db
      .query("identities")
      .withIndex("by_issuer_and_subject", (q) => q.eq("issuer", each))
      .take(1_000);
    return rows.length;
  });
  return (await Promise.all(found)).reduce((sum, count) => sum + count, 0);
}

export async function list(ctx: Read) {
  const first = ofVariables();
  const rows = await rowsOf(ctx);
  const own = rows.map(async ({ _id: id, name, issuer, clientId, createdBy, createdAt, secretSetAt }) => ({
    id,
    name,
    issuer,
    clientId,
    people: await peopleOf(ctx, issuer),
    set: { id, by: createdBy, at: createdAt, secretAt: secretSetAt },
  }));
  const ofServer =
    first === null
      ? []
      : [
          {
            id: ofTheServer,
            name: first.name,
            issuer: first.issuer,
            clientId: first.clientId,
            people: await peopleOf(ctx, first.issuer),
            set: null,
          },
        ];
  const locked = await lockedBecause(ctx);
  return {
    lockedBecause: locked,
    returnAddress: locked === "address" ? null : returnAddress(),
    providers: [...ofServer, ...(await Promise.all(own))],
  };
}

/** Checks what an admin gives, as far as it can be without asking the provider. */
export async function check(ctx: Read, given: Settings): Promise<Settings> {
  await requireUnlocked(ctx);
  const name = checkName(given.name, "$.name", 40);
  const url = given.issuer.length > 500 ? null : issuerOf(given.issuer.trim());
  if (url === null || url.search !== "" || url.hash !== "")
    throw appError({ code: "invalid", path: "$.issuer", message: "Give the https address of the issuer." });
  const clientId = checkName(given.clientId, "$.clientId", 200, "Give the client ID, as the provider shows it.");
  const secret = checkSecret(given.secret);
  const issuer = url.href;
  const there = await offers(ctx);
  if (there.some((each) => each.issuer === issuer)) throw conflict("provider", "A provider with this issuer is set up already.");
  if (there.some((each) => each.name.toLowerCase() === name.toLowerCase()))
    throw conflict("name", "A provider of this name is set up already.");
  if ((await rowsOf(ctx)).length >= most) throw conflict("too_many", `At most ${most} providers can be set up.`);
  return { name, issuer, clientId, secret };
}

function checkSecret(text: string): string {
  const secret = text.trim();
  if (secret === "" || secret.length > 1_000) throw appError({ code: "invalid", path: "$.secret", message: "Give the client secret." });
  return secret;
}

const targetOf = ({ _id: id, name }: { _id: Id<"signInProviders">; name: string }) => ({ kind: "signInProvider", id, name });

export async function add(ctx: Write, { organizationId, actor }: Acting, given: Settings, now: number): Promise<Id<"signInProviders">> {
  const { name, issuer, clientId, secret } = await check(ctx, given);
  const id = await ctx.db.insert("signInProviders", {
    name,
    issuer,
    clientId,
    secret: seal(secret, ownerOf({ issuer, clientId })),
    createdBy: actor,
    createdAt: now,
    secretSetAt: now,
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "signInProvider.add",
    target: targetOf({ _id: id, name }),
    after: { issuer, clientId },
  });
  return id;
}

async function own(ctx: Read, id: Id<"signInProviders">): Promise<Doc<"signInProviders">> {
  await requireUnlocked(ctx);
  const row = await ctx.db.get("signInProviders", id);
  if (row === null) throw appError({ code: "not_found", what: "sign-in provider" });
  return row;
}

/** For a secret that ends or was seen; the one before is forgotten at once. */
export async function replaceSecret(
  ctx: Write,
  { organizationId, actor }: Acting,
  args: { id: Id<"signInProviders">; secret: string },
  now: number,
): Promise<void> {
  const row = await own(ctx, args.id);
  await ctx.db.patch("signInProviders", row._id, { secret: seal(checkSecret(args.secret), ownerOf(row)), secretSetAt: now });
  await recordAudit(ctx, { organizationId, at: now, actor, action: "signInProvider.replaceSecret", target: targetOf(row) });
}

/** What people have connected stays, for when it is set again. */
export async function remove(ctx: Write, me: Acting, id: Id<"signInProviders">, now: number): Promise<void> {
  await takeAway(ctx, me, await own(ctx, id), now);
}

/** The same for whoever runs the server. */
export async function takeAway(ctx: Write, { organizationId, actor }: Acting, row: Doc<"signInProviders">, now: number): Promise<void> {
  if ((await ctx.db.get("signInProviders", row._id)) !== null) await ctx.db.delete("signInProviders", row._id);
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "signInProvider.remove",
    target: targetOf(row),
    before: { issuer: row.issuer, clientId: row.clientId },
  });
}
