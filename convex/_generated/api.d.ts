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
import type * as errors from "../errors.js";
import type * as functions from "../functions.js";
import type * as model_audit from "../model/audit.js";
import type * as model_callers from "../model/callers.js";
import type * as model_secrets from "../model/secrets.js";
import type * as model_shapes from "../model/shapes.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  errors: typeof errors;
  functions: typeof functions;
  "model/audit": typeof model_audit;
  "model/callers": typeof model_callers;
  "model/secrets": typeof model_secrets;
  "model/shapes": typeof model_shapes;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
