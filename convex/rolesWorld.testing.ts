import { makeFunctionReference } from "convex/server";

import { api } from "./_generated/api";
import { apiKeyOf, readySession, seedOrganization, seedRobot, so101, startServer, type T } from "./fixtures.testing";
import { functions } from "./publicFunctions.testing";
import type { Ids } from "./roles.testing";
import { insertKeptPicture } from "./cameras.testing";
import { battery, twoStops } from "./alertRules.testing";
import { insertIncident } from "./incidents.testing";

/** One organization with one of each thing, and who may ask for it. */
export type World = Awaited<ReturnType<typeof buildWorld>>;

export async function buildWorld() {
  const t = startServer();
  const members = await seedOrganization(t);
  const seeded = await seedRobot(t, members);
  const { sessionId } = await readySession(t, members, seeded);
  const { as } = members.admin;
  const other = await seedRobot(t, members, so101, "arm-2");
  const closed = await readySession(t, members, other);
  const { receiptId } = await as.mutation(api.sessions.close, { id: closed.sessionId });
  const leaving = await t.run(async (ctx) => {
    const userId = await ctx.db.insert("users", { name: "leaving" });
    const { organizationId } = members;
    return await ctx.db.insert("memberships", { organizationId, userId, role: "operator", createdAt: 0 });
  });
  const signInId = await t.run((ctx) => ctx.db.insert("authSessions", { userId: members.viewer.userId, expirationTime: 0 }));
  const list = await as.query(api.members.list, {});
  const wallLink = await as.mutation(api.wallLinks.create, { name: "hall", expiresAt: Date.now() + 3_600_000 });
  const invitation = await as.mutation(api.invitations.create, { email: "a@lab.example", role: "viewer" });
  const key = await as.mutation(api.apiKeys.create, { name: "to be revoked" });
  const pairing = await as.mutation(api.pairing.create, { robotId: other.robotId });
  const handover = await as.mutation(api.handovers.leave, { note: "Arm 2 drops its part.", since: 0 });
  const incidentId = await insertIncident(t, members.organizationId, seeded.robotId);
  const keptPictureId = await insertKeptPicture(t, { organizationId: members.organizationId, robotId: seeded.robotId, sessionId });
  const credentialId = await t.run((ctx) =>
    ctx.db.insert("robotCredentials", {
      organizationId: members.organizationId,
      robotId: seeded.robotId,
      prefix: "rbt_1",
      hash: "1",
      hostname: null,
      agentVersion: null,
      publicKey: null,
      createdAt: 0,
      revokedAt: 0,
    }),
  );
  const identityId = await t.run((ctx) =>
    ctx.db.insert("identities", {
      userId: members.viewer.userId,
      issuer: "https://id.example",
      subject: "1",
      email: null,
      connectedAt: 0,
      lastUsedAt: null,
    }),
  );
  const providerId = await t.run((ctx) =>
    ctx.db.insert("signInProviders", {
      name: "Lab",
      issuer: "https://lab.example/",
      clientId: "console",
      secret: "00",
      createdBy: { kind: "operator", id: members.admin.userId, name: "Ann" },
      createdAt: 0,
      secretSetAt: 0,
    }),
  );
  const passkeyId = await t.run((ctx) =>
    ctx.db.insert("passkeys", {
      userId: members.viewer.userId,
      name: "Laptop",
      credentialId: "1",
      publicKey: new ArrayBuffer(1),
      counter: 0,
      transports: [],
      rpId: "console.example",
      isSynced: false,
      createdAt: 0,
      lastUsedAt: null,
    }),
  );
  const endpoint = await as.mutation(api.inferenceEndpoints.register, { baseModel: "x", workerUrl: "http://127.0.0.1:1" });
  const approval = await as.mutation(api.approvals.request, { sessionId });
  const view = await as.mutation(api.savedViews.save, { page: "fleet", name: "Offline", query: "show=offline" });
  const rule = await as.mutation(api.alertRules.create, battery);
  const runRule = await as.mutation(api.runRules.create, twoStops);
  const webhook = await as.mutation(api.webhooks.create, { url: "https://hooks.example/", kinds: [] });
  const { organizationId } = members;
  const deliveryId = await t.run((ctx) => {
    const message = { kind: "test" as const, messageId: "msg_1", body: "{}", createdAt: 0, state: "delivered" as const };
    return ctx.db.insert("webhookDeliveries", {
      organizationId,
      webhookId: webhook.id,
      ...message,
      attempts: 1,
      attempting: null,
      nextAttemptAt: null,
      last: null,
    });
  });
  const ids: Ids = {
    ...{ robotId: seeded.robotId, robotSchemaId: seeded.robotSchemaId, deploymentId: seeded.deploymentId, sessionId },
    membershipId: list.find((member) => member.role === "viewer")?.id ?? "",
    leavingId: leaving,
    ...{
      invitationId: invitation.id,
      apiKeyId: key.id,
      pairingId: pairing.id,
      credentialId,
      handoverId: handover.id,
      incidentId,
      receiptId: receiptId ?? "",
      signInId,
    },
    approvalId: approval.id,
    endpointId: endpoint.id,
    webhookId: webhook.id,
    deliveryId,
    savedViewId: view.id,
    alertRuleId: rule.id,
    runRuleId: runRule.id,
    identityId,
    passkeyId,
    providerId,
    wallLinkId: wallLink.id,
    keptPictureId,
  };
  const keys = {
    viewer: await apiKeyOf(members, "viewer"),
    operator: await apiKeyOf(members, "operator"),
    admin: await apiKeyOf(members, "admin"),
  };
  return { t, members, keys, credential: seeded.credential, wallLink: wallLink.link, ids };
}

/** Query, mutation or action, by the path of a function. */
export const kindByPath = new Map(functions.map(({ path, kind }) => [path, kind]));

type Caller = Pick<T, "query" | "mutation" | "action">;

/** What came of a call: its value, or the text of its error. */
export async function outcome(as: Caller, path: string, args: Record<string, unknown>): Promise<string> {
  const kind = kindByPath.get(path) ?? "query";
  try {
    const value: unknown =
      kind === "query"
        ? await as.query(makeFunctionReference<"query">(path), args)
        : kind === "mutation"
          ? await as.mutation(makeFunctionReference<"mutation">(path), args)
          : await as.action(makeFunctionReference<"action">(path), args);
    return JSON.stringify(value);
  } catch (error) {
    return `error ${error instanceof Error ? error.message : String(error)}`;
  }
}
