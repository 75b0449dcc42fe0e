import type { Authenticator } from "./auth.ts";
import { HostError } from "./failure.ts";
import type { JsonObject } from "./values/json.ts";

/** What the official tool asks a deployment before it writes `_generated`; without components the answer is always this. */
const NO_CHANGES = {
  environmentVariables: {},
  externalDepsId: null,
  componentDefinitionPackages: {},
  appAuth: [],
  analysis: {
    "": { path: "", definition: { path: "", definitionType: { type: "app" }, childComponents: [], httpMounts: {}, exports: { type: "branch", branch: [] } }, schema: null, functions: {}, udfConfig: { serverVersion: "1.48.0", importPhaseRngSeed: "", importPhaseUnixTimestamp: "" } },
  },
  app: { definitionPath: "", componentPath: "", args: {}, childComponents: {}, httpRoutes: { httpModuleRoutes: null, mounts: [] }, exports: {} },
  schemaChange: { allocatedComponentIds: {}, schemaIds: {} },
};

/**
 * Answers the two calls that `npx convex codegen --url … --admin-key …` makes.
 *
 * @param name path under `/api/`
 * @returns JSON text, or null when it is another call
 */
export function answerCodegen(name: string, body: JsonObject, { authenticator }: { readonly authenticator: Authenticator }): string | null {
  if (name !== "get_config_hashes" && name !== "deploy2/start_push") return null;
  const { adminKey } = body;
  if (typeof adminKey !== "string" || !authenticator.isAdminKey(adminKey)) throw new HostError("BadAdminKey", "The admin key is wrong", 401);
  if (name === "get_config_hashes") return JSON.stringify({ config: { functions: "convex/" }, moduleHashes: [], nodeDependencies: [], udfServerVersion: null, nodeVersion: null });
  const { componentDefinitions } = body;
  if (Array.isArray(componentDefinitions) && componentDefinitions.length > 0) throw new HostError("Unsupported", "This host does not support components");
  return JSON.stringify(NO_CHANGES);
}
