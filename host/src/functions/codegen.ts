import type { Authenticator } from "../calls/auth.ts";
import { HostError } from "../calls/failure.ts";
import type { ComponentDefinition, LoadedFunctions, ServerFunction } from "./functions.ts";
import { asText, isJsonObject, type Json, type JsonObject } from "../values/json.ts";

interface CodegenParts {
  readonly authenticator: Authenticator;
  readonly loaded: LoadedFunctions;
}

type Tree = { type: "branch"; branch: [string, Tree][] } | { type: "leaf"; leaf: string };

const APP = { path: "", definitionType: { type: "app" }, childComponents: [], httpMounts: {} };
const UDF_CONFIG = { serverVersion: "1.48.0", importPhaseRngSeed: "", importPhaseUnixTimestamp: "" };

/**
 * Answers the two calls that `npx convex codegen --url … --admin-key …` makes. What it says of components is what the host serves.
 *
 * @param name path under `/api/`
 * @returns JSON text, or null when it is another call
 * @throws HostError when the folder mounts a component that the host does not serve in that state
 */
export function answerCodegen(name: string, body: JsonObject, { authenticator, loaded }: CodegenParts): string | null {
  if (name !== "get_config_hashes" && name !== "deploy2/start_push") return null;
  const { adminKey, componentDefinitions } = body;
  if (typeof adminKey !== "string" || !authenticator.isAdminKey(adminKey))
    throw new HostError("BadAdminKey", "The admin key is wrong", 401);
  if (name === "get_config_hashes")
    return JSON.stringify({
      config: { functions: "convex/" },
      moduleHashes: [],
      nodeDependencies: [],
      udfServerVersion: null,
      nodeVersion: null,
    });
  const asked = Array.isArray(componentDefinitions) ? componentDefinitions.filter(isJsonObject) : [];
  for (const definition of asked) requireServed(definition, loaded);
  return JSON.stringify({
    environmentVariables: {},
    externalDepsId: null,
    componentDefinitionPackages: {},
    appAuth: [],
    analysis: Object.fromEntries([...loaded.definitions].map(([path, definition]) => [path, analysisOf(path, definition)])),
    app: {
      definitionPath: "",
      componentPath: "",
      args: {},
      childComponents: {},
      httpRoutes: { httpModuleRoutes: null, mounts: [] },
      exports: {},
    },
    schemaChange: { allocatedComponentIds: {}, schemaIds: {} },
  });
}

/** Types of an older state of a component would be written silently, so its modules must be those that are served. */
function requireServed({ definitionPath, functions }: JsonObject, { definitions }: LoadedFunctions): void {
  const served = definitions.get(asText(definitionPath));
  const paths = (Array.isArray(functions) ? functions : []).filter(isJsonObject).map(({ path }) => asText(path).replace(/\.js$/, ""));
  if (served !== undefined && paths.every((path) => path.startsWith("_deps/") || served.modulePaths.includes(path))) return;
  throw new HostError(
    "ComponentNotServed",
    `This host does not serve the component "${asText(definitionPath)}" as it is in this folder. Restart it with this folder, then generate the code.`,
    400,
  );
}

function analysisOf(path: string, { config, functions: list }: ComponentDefinition): JsonObject {
  const functions = list();
  const modules: Record<string, Json[]> = {};
  for (const found of functions) {
    if (found.kind === "http") continue;
    const [modulePath = "", name = ""] = found.path.split(":");
    (modules[`${modulePath}.js`] ??= []).push(describe(name, found));
  }
  return {
    definition: { ...APP, ...(config as JsonObject), path, exports: path === "" ? exportsOf([]) : exportsOf(functions) },
    schema: null,
    functions: Object.fromEntries(
      Object.entries(modules).map(([module, inside]) => [
        module,
        { functions: inside, httpRoutes: null, cronSpecs: null, sourceMapped: null },
      ]),
    ),
    udfConfig: UDF_CONFIG,
  } as unknown as JsonObject;
}

function describe(name: string, { kind, visibility, args, returns }: ServerFunction): JsonObject {
  const udfType = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  return {
    name,
    pos: null,
    udfType,
    visibility: { kind: visibility },
    args: JSON.stringify(args),
    returns: returns === null ? null : JSON.stringify(returns),
  };
}

/** What a component offers to whoever mounts it: its public functions, as a tree along their paths. */
function exportsOf(functions: readonly ServerFunction[]): Tree {
  const root: Tree = { type: "branch", branch: [] };
  for (const { path, kind, visibility } of functions) {
    if (kind === "http" || visibility !== "public") continue;
    const [modulePath = "", name = ""] = path.split(":");
    let { branch } = root;
    for (const part of modulePath.split("/")) {
      const known = branch.find(([known]) => known === part)?.[1];
      const next: Tree = known?.type === "branch" ? known : { type: "branch", branch: [] };
      if (next !== known) branch.push([part, next]);
      branch = next.branch;
    }
    branch.push([name, { type: "leaf", leaf: `_reference/function/${path}` }]);
  }
  return root;
}
