/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as account from "../account.js";
import type * as apiKeys from "../apiKeys.js";
import type * as approvals from "../approvals.js";
import type * as audit from "../audit.js";
import type * as auth from "../auth.js";
import type * as crons from "../crons.js";
import type * as deployments from "../deployments.js";
import type * as deviceLogins from "../deviceLogins.js";
import type * as doctor from "../doctor.js";
import type * as errors from "../errors.js";
import type * as functions from "../functions.js";
import type * as grants from "../grants.js";
import type * as heartbeats from "../heartbeats.js";
import type * as http from "../http.js";
import type * as inferenceEndpoints from "../inferenceEndpoints.js";
import type * as invitations from "../invitations.js";
import type * as members from "../members.js";
import type * as model_accounts from "../model/accounts.js";
import type * as model_apiKeys from "../model/apiKeys.js";
import type * as model_approvalRules from "../model/approvalRules.js";
import type * as model_approvals from "../model/approvals.js";
import type * as model_audit from "../model/audit.js";
import type * as model_batches from "../model/batches.js";
import type * as model_beat from "../model/beat.js";
import type * as model_callers from "../model/callers.js";
import type * as model_checks from "../model/checks.js";
import type * as model_deployments from "../model/deployments.js";
import type * as model_deviceLogins from "../model/deviceLogins.js";
import type * as model_doctor from "../model/doctor.js";
import type * as model_ed25519 from "../model/ed25519.js";
import type * as model_environment from "../model/environment.js";
import type * as model_grants from "../model/grants.js";
import type * as model_heartbeats from "../model/heartbeats.js";
import type * as model_invitations from "../model/invitations.js";
import type * as model_keptSamples from "../model/keptSamples.js";
import type * as model_keyRotation from "../model/keyRotation.js";
import type * as model_latency from "../model/latency.js";
import type * as model_link from "../model/link.js";
import type * as model_me from "../model/me.js";
import type * as model_members from "../model/members.js";
import type * as model_orders from "../model/orders.js";
import type * as model_outliers from "../model/outliers.js";
import type * as model_pairing from "../model/pairing.js";
import type * as model_passwords from "../model/passwords.js";
import type * as model_policy from "../model/policy.js";
import type * as model_probes from "../model/probes.js";
import type * as model_promoteConditions from "../model/promoteConditions.js";
import type * as model_promoteFacts from "../model/promoteFacts.js";
import type * as model_rateLimits from "../model/rateLimits.js";
import type * as model_receiptChain from "../model/receiptChain.js";
import type * as model_receiptExport from "../model/receiptExport.js";
import type * as model_receiptWriter from "../model/receiptWriter.js";
import type * as model_receipts from "../model/receipts.js";
import type * as model_robotSchemas from "../model/robotSchemas.js";
import type * as model_robots from "../model/robots.js";
import type * as model_schemaDiff from "../model/schemaDiff.js";
import type * as model_schemaDocument from "../model/schemaDocument.js";
import type * as model_secrets from "../model/secrets.js";
import type * as model_sessionRules from "../model/sessionRules.js";
import type * as model_sessionStore from "../model/sessionStore.js";
import type * as model_sessionViews from "../model/sessionViews.js";
import type * as model_sessions from "../model/sessions.js";
import type * as model_setup from "../model/setup.js";
import type * as model_shapes from "../model/shapes.js";
import type * as model_signIns from "../model/signIns.js";
import type * as model_signing from "../model/signing.js";
import type * as model_sweeps from "../model/sweeps.js";
import type * as model_views from "../model/views.js";
import type * as model_wire from "../model/wire.js";
import type * as model_workers from "../model/workers.js";
import type * as pairing from "../pairing.js";
import type * as publicApi from "../publicApi.js";
import type * as receipts from "../receipts.js";
import type * as reviews from "../reviews.js";
import type * as robotSchemas from "../robotSchemas.js";
import type * as robots from "../robots.js";
import type * as sessions from "../sessions.js";
import type * as setup from "../setup.js";
import type * as signing from "../signing.js";
import type * as sweeps from "../sweeps.js";
import type * as testing from "../testing.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  account: typeof account;
  apiKeys: typeof apiKeys;
  approvals: typeof approvals;
  audit: typeof audit;
  auth: typeof auth;
  crons: typeof crons;
  deployments: typeof deployments;
  deviceLogins: typeof deviceLogins;
  doctor: typeof doctor;
  errors: typeof errors;
  functions: typeof functions;
  grants: typeof grants;
  heartbeats: typeof heartbeats;
  http: typeof http;
  inferenceEndpoints: typeof inferenceEndpoints;
  invitations: typeof invitations;
  members: typeof members;
  "model/accounts": typeof model_accounts;
  "model/apiKeys": typeof model_apiKeys;
  "model/approvalRules": typeof model_approvalRules;
  "model/approvals": typeof model_approvals;
  "model/audit": typeof model_audit;
  "model/batches": typeof model_batches;
  "model/beat": typeof model_beat;
  "model/callers": typeof model_callers;
  "model/checks": typeof model_checks;
  "model/deployments": typeof model_deployments;
  "model/deviceLogins": typeof model_deviceLogins;
  "model/doctor": typeof model_doctor;
  "model/ed25519": typeof model_ed25519;
  "model/environment": typeof model_environment;
  "model/grants": typeof model_grants;
  "model/heartbeats": typeof model_heartbeats;
  "model/invitations": typeof model_invitations;
  "model/keptSamples": typeof model_keptSamples;
  "model/keyRotation": typeof model_keyRotation;
  "model/latency": typeof model_latency;
  "model/link": typeof model_link;
  "model/me": typeof model_me;
  "model/members": typeof model_members;
  "model/orders": typeof model_orders;
  "model/outliers": typeof model_outliers;
  "model/pairing": typeof model_pairing;
  "model/passwords": typeof model_passwords;
  "model/policy": typeof model_policy;
  "model/probes": typeof model_probes;
  "model/promoteConditions": typeof model_promoteConditions;
  "model/promoteFacts": typeof model_promoteFacts;
  "model/rateLimits": typeof model_rateLimits;
  "model/receiptChain": typeof model_receiptChain;
  "model/receiptExport": typeof model_receiptExport;
  "model/receiptWriter": typeof model_receiptWriter;
  "model/receipts": typeof model_receipts;
  "model/robotSchemas": typeof model_robotSchemas;
  "model/robots": typeof model_robots;
  "model/schemaDiff": typeof model_schemaDiff;
  "model/schemaDocument": typeof model_schemaDocument;
  "model/secrets": typeof model_secrets;
  "model/sessionRules": typeof model_sessionRules;
  "model/sessionStore": typeof model_sessionStore;
  "model/sessionViews": typeof model_sessionViews;
  "model/sessions": typeof model_sessions;
  "model/setup": typeof model_setup;
  "model/shapes": typeof model_shapes;
  "model/signIns": typeof model_signIns;
  "model/signing": typeof model_signing;
  "model/sweeps": typeof model_sweeps;
  "model/views": typeof model_views;
  "model/wire": typeof model_wire;
  "model/workers": typeof model_workers;
  pairing: typeof pairing;
  publicApi: typeof publicApi;
  receipts: typeof receipts;
  reviews: typeof reviews;
  robotSchemas: typeof robotSchemas;
  robots: typeof robots;
  sessions: typeof sessions;
  setup: typeof setup;
  signing: typeof signing;
  sweeps: typeof sweeps;
  testing: typeof testing;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {};
