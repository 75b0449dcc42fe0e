import { alertRuleRoles } from "./alertRules.testing";
import { type Role, so101 } from "./fixtures.testing";
import { heartbeatRoles } from "./heartbeats.testing";

// By hand: whom each public function answers, and with which arguments.

export type Ids = Record<
  | ("robotId" | "robotSchemaId" | "deploymentId" | "sessionId" | "membershipId" | "leavingId")
  | (
      | "invitationId"
      | "apiKeyId"
      | "pairingId"
      | "credentialId"
      | "handoverId"
      | "incidentId"
      | "receiptId"
      | "signInId"
      | "approvalId"
      | "endpointId"
      | "webhookId"
      | "deliveryId"
      | "savedViewId"
      | "alertRuleId"
      | "runRuleId"
      | "identityId"
      | "passkeyId"
      | "providerId"
      | "wallLinkId"
      | "keptPictureId"
    ),
  string
>;
export type Args = (ids: Ids) => Record<string, unknown>;
const page = { numItems: 10, cursor: null };
const none: Args = () => ({});
const robot: Args = ({ robotId }) => ({ robotId });
const session: Args = ({ sessionId }) => ({ id: sessionId });
const id =
  (name: keyof Ids): Args =>
  (ids) => ({ id: ids[name] });

const assertion = { id: "x", clientDataJSON: "x", authenticatorData: "x", signature: "x", userHandle: "x" };

export const people: Record<string, { needs: Role | "nobody" | "signed in"; args: Args }> = {
  "account:echo": { needs: "nobody", args: () => ({ count: 1 }) },
  "account:me": { needs: "nobody", args: none },
  "account:writeIn": { needs: "signed in", args: () => ({ language: "de", timeZone: "Europe/Berlin" }) },
  "account:signIns": { needs: "signed in", args: none },
  "account:signOutEverywhere": { needs: "signed in", args: () => ({ keepThis: true }) },
  "account:endSignIn": { needs: "signed in", args: ({ signInId }) => ({ id: signInId }) },
  "account:changePassword": { needs: "signed in", args: () => ({ oldPassword: "x".repeat(20), newPassword: "y".repeat(20) }) },
  "organizations:ofThing": { needs: "signed in", args: ({ robotId }) => ({ id: robotId }) },
  "account:rename": { needs: "viewer", args: () => ({ name: "Ann" }) },
  "secondFactor:status": { needs: "signed in", args: none },
  "secondFactor:start": { needs: "signed in", args: () => ({ password: "x" }) },
  "secondFactor:confirm": { needs: "signed in", args: () => ({ code: "000000" }) },
  "secondFactor:renewRecoveryCodes": { needs: "signed in", args: () => ({ code: "000000" }) },
  "secondFactor:turnOff": { needs: "signed in", args: () => ({ code: "000000" }) },
  "secondFactor:reset": { needs: "admin", args: id("membershipId") },
  "secondFactor:setRequired": { needs: "admin", args: () => ({ isRequired: true }) },
  "signInRule:status": { needs: "viewer", args: none },
  "signInRule:set": { needs: "admin", args: () => ({ refusesPasswords: false }) },
  "oidc:offers": { needs: "nobody", args: none },
  "signInProviders:list": { needs: "admin", args: none },
  "signInProviders:add": { needs: "admin", args: () => ({ name: "Lab", issuer: "https://id.example", clientId: "console", secret: "x" }) },
  "signInProviders:replaceSecret": { needs: "admin", args: ({ providerId }) => ({ id: providerId, secret: "x" }) },
  "signInProviders:remove": { needs: "admin", args: id("providerId") },
  "oidc:connected": { needs: "signed in", args: none },
  "oidc:beginSignedIn": {
    needs: "signed in",
    args: () => ({ provider: "server", attempt: "a1".repeat(32), origin: "http://127.0.0.1:4300", purpose: "connect" }),
  },
  "oidc:finish": { needs: "signed in", args: () => ({ attempt: "a1".repeat(32), code: "x", state: "x" }) },
  "oidc:disconnect": { needs: "signed in", args: id("identityId") },
  "passkeys:offer": { needs: "nobody", args: none },
  "passkeys:list": { needs: "signed in", args: none },
  "passkeys:beginConfirm": { needs: "signed in", args: none },
  "passkeys:confirm": { needs: "signed in", args: () => ({ assertion }) },
  "passkeys:beginAdd": { needs: "signed in", args: () => ({ password: "x" }) },
  "passkeys:add": {
    needs: "signed in",
    args: () => ({ name: "Laptop", id: "x", clientDataJSON: "x", attestationObject: "x", transports: [] }),
  },
  "passkeys:rename": { needs: "signed in", args: ({ passkeyId }) => ({ id: passkeyId, name: "Key" }) },
  "passkeys:remove": { needs: "signed in", args: id("passkeyId") },
  "setup:status": { needs: "nobody", args: none },
  "auth:isAuthenticated": { needs: "nobody", args: none },
  "members:list": { needs: "viewer", args: none },
  "members:setRole": { needs: "admin", args: ({ membershipId }) => ({ id: membershipId, role: "viewer" }) },
  "members:setLimits": { needs: "admin", args: ({ membershipId, robotId }) => ({ id: membershipId, limits: { robots: [robotId] } }) },
  "members:remove": { needs: "admin", args: id("leavingId") },
  "invitations:list": { needs: "admin", args: none },
  "invitations:create": { needs: "admin", args: () => ({ email: "new@lab.example", role: "viewer" }) },
  "invitations:send": { needs: "admin", args: () => ({ invitation: "inv_x" }) },
  "invitations:revoke": { needs: "admin", args: id("invitationId") },
  "apiKeys:list": { needs: "operator", args: none },
  "apiKeys:create": { needs: "admin", args: () => ({ name: "ci" }) },
  "apiKeys:setLimits": { needs: "admin", args: ({ apiKeyId, robotId }) => ({ id: apiKeyId, limits: { robots: [robotId] } }) },
  "apiKeys:revoke": { needs: "admin", args: id("apiKeyId") },
  "wallLinks:list": { needs: "admin", args: none },
  "wallLinks:create": { needs: "admin", args: () => ({ name: "hall", expiresAt: Date.now() + 86_400_000 }) },
  "wallLinks:revoke": { needs: "admin", args: id("wallLinkId") },
  "robotSchemas:list": { needs: "viewer", args: none },
  "robotSchemas:get": { needs: "viewer", args: ({ robotSchemaId }) => ({ id: robotSchemaId }) },
  "robotSchemas:diff": { needs: "viewer", args: ({ robotSchemaId }) => ({ from: robotSchemaId, to: robotSchemaId }) },
  "robotSchemas:usage": { needs: "viewer", args: ({ robotSchemaId }) => ({ id: robotSchemaId }) },
  "robots:setSchema": { needs: "operator", args: ({ robotId, robotSchemaId }) => ({ id: robotId, robotSchemaId }) },
  "robotSchemas:register": { needs: "operator", args: () => ({ name: "s", document: JSON.stringify(so101) }) },
  "robots:list": { needs: "viewer", args: none },
  "robots:get": { needs: "viewer", args: ({ robotId }) => ({ id: robotId }) },
  "robots:watchPass": { needs: "viewer", args: none },
  "robots:status": { needs: "viewer", args: none },
  "robots:register": { needs: "operator", args: ({ robotSchemaId }) => ({ name: "arm-9", robotSchemaId }) },
  "robots:retire": { needs: "admin", args: ({ robotId }) => ({ id: robotId }) },
  "attention:take": { needs: "operator", args: ({ robotId }) => ({ robotId, attendedBy: null }) },
  "attention:give": { needs: "operator", args: ({ robotId, membershipId }) => ({ robotId, attendedBy: null, to: membershipId }) },
  "attention:done": { needs: "operator", args: robot },
  "control:get": { needs: "viewer", args: robot },
  "cameras:list": { needs: "viewer", args: robot },
  "cameras:newest": { needs: "viewer", args: ({ robotId }) => ({ robotId, camera: "front" }) },
  "cameras:look": { needs: "viewer", args: robot },
  "cameras:ofSession": { needs: "viewer", args: session },
  "cameras:kept": { needs: "viewer", args: id("keptPictureId") },
  "watchers:list": { needs: "viewer", args: robot },
  "watchers:tell": { needs: "viewer", args: ({ robotId }) => ({ robotId, tab: "t", device: "phone", isInSight: true }) },
  "watchers:leave": { needs: "viewer", args: ({ robotId }) => ({ robotId, tab: "t" }) },
  "control:take": { needs: "operator", args: ({ robotId }) => ({ robotId, heldBy: null }) },
  "control:offer": { needs: "operator", args: ({ robotId, membershipId }) => ({ robotId, to: membershipId }) },
  "control:answer": { needs: "operator", args: ({ robotId }) => ({ robotId, accept: true }) },
  "control:release": { needs: "operator", args: robot },
  ...alertRuleRoles,
  "incidents:list": { needs: "viewer", args: () => ({ show: "all", paginationOpts: page }) },
  "incidents:note": { needs: "operator", args: ({ incidentId, robotId }) => ({ id: incidentId, robotId, note: "Looked at the cable." }) },
  "incidents:severities": { needs: "viewer", args: () => ({}) },
  "incidents:setSeverity": { needs: "admin", args: () => ({ cause: "offline", severity: 2 }) },
  "incidents:settle": { needs: "operator", args: ({ incidentId, robotId }) => ({ id: incidentId, robotId, note: "Looked at the cable." }) },
  "handovers:list": { needs: "viewer", args: none },
  "handovers:leave": { needs: "operator", args: () => ({ note: "watch arm 2", since: 0 }) },
  "handovers:take": { needs: "operator", args: id("handoverId") },
  "pairing:create": { needs: "operator", args: robot },
  "pairing:open": { needs: "viewer", args: none },
  "pairing:watch": { needs: "operator", args: id("pairingId") },
  "pairing:revoke": { needs: "operator", args: id("pairingId") },
  ...heartbeatRoles,
  "pairing:words": { needs: "viewer", args: robot },
  // Of the robot's current credential, which this is not.
  "pairing:agree": { needs: "operator", args: ({ robotId, credentialId }) => ({ robotId, credentialId }) },
  "pairing:differ": { needs: "operator", args: ({ robotId, credentialId }) => ({ robotId, credentialId }) },
  "pairing:request": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "pairing:approveRequest": { needs: "operator", args: ({ robotId }) => ({ userCode: "BCDF-GHJK", robotId }) },
  "pairing:denyRequest": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deviceLogins:get": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deviceLogins:approve": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deviceLogins:deny": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deployments:list": { needs: "viewer", args: none },
  "deployments:get": { needs: "viewer", args: ({ deploymentId }) => ({ id: deploymentId }) },
  "deployments:preview": { needs: "viewer", args: ({ deploymentId }) => ({ name: "d", modelId: "pi0.5", from: deploymentId, at: 0 }) },
  "deployments:setPolicy": { needs: "admin", args: ({ deploymentId }) => ({ id: deploymentId, policy: { minDryRunSteps: 200 } }) },
  "approvals:latest": { needs: "viewer", args: ({ sessionId }) => ({ sessionId }) },
  "approvals:waiting": { needs: "viewer", args: () => ({ now: 0 }) },
  "approvals:request": { needs: "operator", args: ({ sessionId }) => ({ sessionId }) },
  "approvals:approve": { needs: "operator", args: ({ approvalId }) => ({ id: approvalId, binding: "x" }) },
  "approvals:decline": { needs: "operator", args: ({ approvalId }) => ({ id: approvalId }) },
  "deployments:create": { needs: "operator", args: () => ({ name: "d", modelId: "pi0.5" }) },
  "doctor:run": { needs: "operator", args: ({ deploymentId }) => ({ deploymentId }) },
  "doctor:check": { needs: "operator", args: ({ deploymentId }) => ({ deploymentId }) },
  "inferenceEndpoints:list": { needs: "viewer", args: none },
  "inferenceEndpoints:register": { needs: "admin", args: () => ({ baseModel: "m", workerUrl: "http://127.0.0.1:1" }) },
  "inferenceEndpoints:check": { needs: "operator", args: id("endpointId") },
  "inferenceEndpoints:remove": { needs: "admin", args: id("endpointId") },
  "doctor:latest": { needs: "viewer", args: ({ deploymentId }) => ({ deploymentId }) },
  "doctor:readiness": { needs: "viewer", args: ({ deploymentId }) => ({ deploymentId }) },
  "savedViews:list": { needs: "viewer", args: () => ({ page: "fleet" }) },
  "savedViews:save": { needs: "operator", args: () => ({ page: "fleet", name: "Late", query: "show=late" }) },
  "savedViews:remove": { needs: "operator", args: id("savedViewId") },
  "sessions:list": { needs: "viewer", args: () => ({ paginationOpts: page }) },
  "sessions:get": { needs: "viewer", args: session },
  "sessions:live": { needs: "viewer", args: session },
  "sessions:timeline": { needs: "viewer", args: session },
  "sessions:authorize": { needs: "operator", args: ({ deploymentId, robotId }) => ({ deploymentId, robotId }) },
  "sessions:promoteReadiness": { needs: "viewer", args: ({ sessionId }) => ({ id: sessionId, now: 0 }) },
  "sessions:requestIntent": { needs: "operator", args: session },
  "sessions:promote": { needs: "operator", args: ({ sessionId }) => ({ id: sessionId, intent: "x", version: 1 }) },
  "sessions:demote": { needs: "viewer", args: session },
  "sessions:stop": { needs: "viewer", args: session },
  "sessions:presence": { needs: "viewer", args: session },
  "sessions:askPresence": { needs: "operator", args: session },
  "sessions:provePresence": { needs: "operator", args: ({ sessionId }) => ({ id: sessionId, code: "0000" }) },
  "sessions:mark": { needs: "operator", args: id("sessionId") },
  "sessions:extendBudget": { needs: "operator", args: ({ sessionId }) => ({ id: sessionId, budgetSeconds: 60, version: 1 }) },
  "sessions:keepSamples": { needs: "operator", args: session },
  "sessions:releaseSamples": { needs: "operator", args: session },
  "retention:get": { needs: "viewer", args: none },
  "retention:set": { needs: "admin", args: () => ({ chartHours: 48, keptDays: 7, keepsEveryRun: true }) },
  "sessions:samples": { needs: "viewer", args: ({ sessionId }) => ({ id: sessionId, paginationOpts: page }) },
  "messages:list": { needs: "viewer", args: ({ sessionId }) => ({ id: sessionId, order: "desc" }) },
  "sessions:close": { needs: "operator", args: session },
  "receipts:list": { needs: "viewer", args: () => ({ paginationOpts: page }) },
  "receipts:get": { needs: "viewer", args: id("receiptId") },
  "receipts:sinceLastGood": { needs: "viewer", args: ({ sessionId }) => ({ sessionId }) },
  "receipts:lastGood": { needs: "viewer", args: id("receiptId") },
  "receipts:trend": { needs: "viewer", args: ({ deploymentId }) => ({ deploymentId }) },
  "receipts:chain": { needs: "viewer", args: none },
  "receipts:checkpoints": { needs: "viewer", args: none },
  "receipts:review": { needs: "operator", args: ({ receiptId }) => ({ id: receiptId, verdict: "good" }) },
  "receipts:firstHour": { needs: "viewer", args: none },
  "receipts:countOf": { needs: "viewer", args: none },
  "receipts:counts": { needs: "viewer", args: () => ({ edges: [0, 1] }) },
  "reviews:history": { needs: "viewer", args: ({ receiptId }) => ({ receiptId }) },
  "reviews:doubleShare": { needs: "viewer", args: none },
  "reviews:setDoubleShare": { needs: "admin", args: () => ({ share: 0.1 }) },
  "reviews:disagreements": { needs: "viewer", args: () => ({ state: "disputed" }) },
  "reviews:resolve": { needs: "operator", args: ({ receiptId }) => ({ receiptId, verdict: "good", note: "seen on the video" }) },
  "reviews:overrule": { needs: "admin", args: ({ receiptId }) => ({ receiptId, verdict: "good", note: "seen on the video" }) },
  "reviews:agreement": { needs: "viewer", args: none },
  "reviews:undo": { needs: "operator", args: ({ receiptId }) => ({ receiptId }) },
  "trends:part": {
    needs: "viewer",
    args: () => ({ from: 0, to: 86_400_000, per: "day", groupBy: "nothing", cursor: null }),
  },
  "signing:keys": { needs: "viewer", args: () => ({ purpose: "receipts" }) },
  "notices:list": { needs: "viewer", args: none },
  "notices:markRead": { needs: "viewer", args: () => ({ at: 1 }) },
  "notices:mail": { needs: "viewer", args: none },
  "notices:setMail": { needs: "viewer", args: () => ({ kinds: ["robot.offline"], quiet: null }) },
  "notices:mute": { needs: "viewer", args: () => ({ kinds: ["robot.offline"] }) },
  "webhooks:list": { needs: "admin", args: none },
  "webhooks:create": { needs: "admin", args: () => ({ url: "https://hooks.example/", kinds: [] }) },
  "webhooks:update": { needs: "admin", args: ({ webhookId }) => ({ id: webhookId, kinds: [] }) },
  "webhooks:rotateSecret": { needs: "admin", args: ({ webhookId }) => ({ id: webhookId }) },
  "webhooks:test": { needs: "admin", args: id("webhookId") },
  "webhooks:deliveries": { needs: "admin", args: id("webhookId") },
  "webhooks:replay": { needs: "admin", args: id("deliveryId") },
  "webhooks:remove": { needs: "admin", args: id("webhookId") },
  "audit:list": { needs: "viewer", args: () => ({ paginationOpts: page }) },
};

/** Not asked by a role: sign-in and sign-out check a password, a token, the provider's word (`oidc.test.ts`), a passkey (`passkeys.test.ts`) or an invitation (`passkeyJoins.test.ts`), a claim its token, `reflex login` its code, a live row its pass (`watchPass.test.ts`), a wall its link (`wallLinks.test.ts`). */
export const otherwise = [
  ...["auth:signIn", "auth:signOut", "oidc:begin", "passkeys:begin", "passkeyJoins:begin", "publicApi:claimPairingToken"],
  ...["robots:states", "robots:live", "wall:fleet", "wall:heard", "wall:noteUse"],
  ...[
    "account:join",
    "publicApi:startDeviceLogin",
    "publicApi:pollDeviceLogin",
    "publicApi:startPairingRequest",
    "publicApi:pollPairingRequest",
  ],
];
