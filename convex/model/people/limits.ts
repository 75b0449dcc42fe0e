import type { GenericValidator, PropertyValidators, Validator } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { limitBroken, type Limit, type Limits, type Touched } from "./limitRules";
import { ofPerson } from "./ofPerson";

// Where a caller may act, and what a call touches. `functions.ts` asks, for every function that changes something.

type Read = Pick<QueryCtx, "db">;

/** Admins have none, whatever is kept for the day they are no admin any more. */
export const limitsOf = ({ role, limits }: Doc<"memberships">): Limits | null => (role === "admin" ? null : (limits ?? null));

/** `null` for who does not belong to the organization. */
async function membershipOf(ctx: Read, userId: string, organizationId: Id<"organizations">): Promise<Doc<"memberships"> | null> {
  const id = ctx.db.normalizeId("users", userId);
  return (id === null ? undefined : (await ofPerson(ctx, id)).find((each) => each.organizationId === organizationId)) ?? null;
}

/** The limits of a person in one organization; `null` for none, and for who does not belong to it. */
export async function limitsOfPerson(ctx: Read, userId: string, organizationId: Id<"organizations">): Promise<Limits | null> {
  const membership = await membershipOf(ctx, userId, organizationId);
  return membership === null ? null : limitsOf(membership);
}

/** Whether a person may decide on a session now: they belong to its organization, are no viewer, and no limit keeps them from it. */
export async function mayDecideOn(ctx: Read, userId: string, session: Doc<"sessions">): Promise<boolean> {
  const membership = await membershipOf(ctx, userId, session.organizationId);
  return membership !== null && membership.role !== "viewer" && limitBroken(limitsOf(membership), session) === null;
}

/** A key has its own, and never may act where its maker may not: `reflex login` gives an operator a key without an admin's doing. */
export async function limitsOfKey(ctx: Read, { limits, createdBy, organizationId }: Doc<"apiKeys">): Promise<Limits[]> {
  const ofMaker = createdBy.kind === "operator" ? await limitsOfPerson(ctx, createdBy.id, organizationId) : null;
  return [limits ?? null, ofMaker].filter((each) => each !== null);
}

type Field = { name: string; table: Table };
const tables = ["robots", "deployments", "sessions", "approvals", "pairingTokens"] as const;
type Table = (typeof tables)[number];

function tablesIn(validator: GenericValidator): Table[] {
  const { kind, tableName, members } = validator as Partial<{ kind: string; tableName: string; members: GenericValidator[] }>;
  if (kind === "union") return (members ?? []).flatMap(tablesIn);
  return kind === "id" ? tables.filter((table) => table === tableName) : [];
}

/** Which arguments say what a function acts on, read from their validators, so that no function has to say it a second time. */
export function touchingFields(args: PropertyValidators | Validator<unknown, "required", string> | undefined): Field[] {
  const fields = args !== undefined && "kind" in args && args.kind === "object" && "fields" in args ? args.fields : args;
  return Object.entries((fields ?? {}) as PropertyValidators).flatMap(([name, validator]) =>
    tablesIn(validator).map((table) => ({ name, table })),
  );
}

type Found = Touched & { starter?: string };

/** What is not there, or another organization's, touches nothing: the function itself says that it does not exist. */
async function touchedBy(ctx: Read, organizationId: Id<"organizations">, table: Table, text: string): Promise<Found | null> {
  const read = async <Name extends Table>(name: Name): Promise<Doc<Name> | null> => {
    const id = ctx.db.normalizeId(name, text);
    const row = id === null ? null : await ctx.db.get(name, id);
    return row?.organizationId === organizationId ? row : null;
  };
  switch (table) {
    case "robots":
      return await read("robots").then((row) => row && { robotId: row._id });
    case "deployments":
      return await read("deployments").then((row) => row && { deploymentId: row._id });
    case "pairingTokens":
      return await read("pairingTokens").then((row) => row && { robotId: row.robotId, starter: row.createdBy.id });
    case "sessions":
      return await read("sessions").then(
        (row) => row && { robotId: row.robotId, deploymentId: row.deploymentId, starter: row.createdBy.id },
      );
    case "approvals": {
      const row = await read("approvals");
      return row === null ? null : await touchedBy(ctx, organizationId, "sessions", row.sessionId);
    }
    default:
      return table satisfies never;
  }
}

/** How one function is held to limits. */
export type Hold = {
  /** For a call that no limit may refuse: what makes an arm safe, and what is not done to it. */
  isFree?: (args: Record<string, unknown>) => boolean;
  /** Who started a session, or made a pairing token, may do this to it, whatever they may do by now. */
  isForStarter?: true;
  /** It begins something with what it names, so what is not named is missing, and on nobody's list. */
  begins?: true;
};

type Asked = {
  organizationId: Id<"organizations">;
  actorId: string;
  limits: Limits[];
  args: Record<string, unknown>;
  fields: Field[];
  hold: Hold;
};

/** The limit that refuses a call, `null` when none does. Reads one row for each id that is named, two for an approval, and none where there is no limit. */
export async function refusedBy(ctx: Read, { organizationId, actorId, limits, args, fields, hold }: Asked): Promise<Limit | null> {
  if (limits.length === 0 || hold.isFree?.(args) === true) return null;
  const isMissing = (name: string) => hold.begins === true && typeof args[name] !== "string";
  const touched: Touched[] = [
    { ...(isMissing("robotId") ? { robotId: null } : {}), ...(isMissing("deploymentId") ? { deploymentId: null } : {}) },
  ];
  for (const { name, table } of fields) {
    const id = args[name];
    const found = typeof id === "string" ? await touchedBy(ctx, organizationId, table, id) : null;
    if (found !== null && !(hold.isForStarter === true && found.starter === actorId)) touched.push(found);
  }
  const broken = touched.flatMap((each) => limits.map((own) => limitBroken(own, each)));
  return broken.includes("robot") ? "robot" : (broken.find((each) => each !== null) ?? null);
}
