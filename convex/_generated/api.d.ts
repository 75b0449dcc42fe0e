/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type * as account from "../account.js";
import type * as apiKeys from "../apiKeys.js";
import type * as audit from "../audit.js";
import type * as deployments from "../deployments.js";
import type * as doctor from "../doctor.js";
import type * as errors from "../errors.js";
import type * as functions from "../functions.js";
import type * as heartbeats from "../heartbeats.js";
import type * as invitations from "../invitations.js";
import type * as members from "../members.js";
import type * as model_audit from "../model/audit.js";
import type * as model_callers from "../model/callers.js";
import type * as model_secrets from "../model/secrets.js";
import type * as model_shapes from "../model/shapes.js";
import type * as model_views from "../model/views.js";
import type * as pairing from "../pairing.js";
import type * as publicApi from "../publicApi.js";
import type * as receipts from "../receipts.js";
import type * as robotSchemas from "../robotSchemas.js";
import type * as robots from "../robots.js";
import type * as sessions from "../sessions.js";
import type * as setup from "../setup.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  account: typeof account;
  apiKeys: typeof apiKeys;
  audit: typeof audit;
  deployments: typeof deployments;
  doctor: typeof doctor;
  errors: typeof errors;
  functions: typeof functions;
  heartbeats: typeof heartbeats;
  invitations: typeof invitations;
  members: typeof members;
  "model/audit": typeof model_audit;
  "model/callers": typeof model_callers;
  "model/secrets": typeof model_secrets;
  "model/shapes": typeof model_shapes;
  "model/views": typeof model_views;
  pairing: typeof pairing;
  publicApi: typeof publicApi;
  receipts: typeof receipts;
  robotSchemas: typeof robotSchemas;
  robots: typeof robots;
  sessions: typeof sessions;
  setup: typeof setup;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
