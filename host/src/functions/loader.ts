import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";

import { isBag, isCallable, listOf, type Bag } from "./bag.ts";
import { compile } from "./compiled.ts";
import { joinSchemas, qualify } from "./components.ts";
import { BUNDLE_NAME } from "../calls/failure.ts";
import {
  canonicalPath,
  type AuthProvider,
  type ComponentDefinition,
  type ComponentEnvironment,
  type ComponentPath,
  type CronSpec,
  type FunctionKind,
  type HttpRouter,
  type LoadedFunctions,
  type ServerFunction,
} from "./functions.ts";
import type { FunctionGlobals } from "./globals.ts";
import { configOf, modulesOf, mounted } from "./mounts.ts";
import { lazily } from "./lazily.ts";
import { apart } from "./source-position.ts";
import type { ValidatorJson } from "../values/validate.ts";

/**
 * Loads server functions.
 *
 * @param functions a functions folder, or a file that `bundleFunctions` made
 * @param globals the names that the functions see instead of Node's own
 * @throws when the bundle cannot be built or a module throws while it loads
 */
export async function loadFunctions(functions: string, globals: FunctionGlobals): Promise<LoadedFunctions> {
  const isFolder = (await stat(functions)).isDirectory();
  const bundle = isFolder ? Buffer.from(await (await import("./bundle.ts")).bundleFunctions(functions)) : await readFile(functions);
  const { code, sourcePosition } = apart(bundle);
  const { exports, keep } = evaluate(code, isFolder ? null : functions, globals);
  const loaded = describeAll(exports, sourcePosition);
  // Now that all has run which runs at a start.
  keep();
  return loaded;
}

function evaluate(code: string, file: string | null, globals: FunctionGlobals): { exports: unknown; keep: () => void } {
  const module: { exports: unknown } = { exports: {} };
  const names = Object.keys(globals);
  const { script, keep } = compile(["module", "exports", "require", ...names], code, BUNDLE_NAME, file);
  const run: unknown = script.runInThisContext();
  if (!isCallable(run)) throw new Error("The bundle did not compile");
  run(module, module.exports, createRequire(import.meta.url), ...names.map((name) => globals[name]));
  return { exports: module.exports, keep };
}

function describeAll(exports: unknown, sourcePosition: LoadedFunctions["sourcePosition"]): LoadedFunctions {
  const definitions = isBag(exports) ? exports["definitions"] : undefined;
  if (!isBag(definitions)) throw new Error("Not a bundle of server functions, or one that another version of the host made");
  const app = modulesOf(definitions, "");
  const functions = new Map<string, ServerFunction>();
  const environments = new Map<ComponentPath, ComponentEnvironment>();
  const routers: MountedRouter[] = [];
  const crons = new Map<string, CronSpec>();
  const schemas = new Map<ComponentPath, string>();
  for (const { component, modules, environment, httpPrefix } of mounted(definitions)) {
    environments.set(component, environment);
    const handlers = new Map<object, ServerFunction>();
    for (const [found, value] of functionsOf(component, modules)) {
      functions.set(found.path, found);
      if (found.kind === "http") handlers.set(value, found);
    }
    for (const [id, spec] of cronsOf(modules)) crons.set(qualify(component, id), { ...spec, name: qualify(component, spec.name) });
    const schema = schemaOf(modules);
    if (schema !== null) schemas.set(component, schema);
    const router = httpPrefix === null ? null : mountRouter(defaultExport(modules, "http"), component, httpPrefix, handlers);
    if (router !== null) routers.push(router);
  }
  return {
    functions,
    schemaJson: joinSchemas(schemas),
    httpAction: (path, method) => actionAt(routers, path, method),
    environments,
    crons,
    authProviders: providersOf(app),
    definitions: new Map(Object.keys(definitions).map((name) => [name, definitionOf(definitions, name)])),
    sourcePosition,
  };
}

/** The functions that the modules of a component export, with what they export. */
function* functionsOf(component: ComponentPath, modules: Bag): Generator<readonly [ServerFunction, Bag]> {
  for (const [modulePath, namespace] of Object.entries(modules)) {
    if (!isBag(namespace) || modulePath === "schema" || modulePath === "auth.config") continue;
    for (const [exportName, value] of Object.entries(namespace)) {
      const found = describe(component, `${modulePath}:${exportName}`, value);
      if (found !== null && isBag(value)) yield [found, value];
    }
  }
}

function definitionOf(definitions: Bag, name: string): ComponentDefinition {
  const config = configOf(definitions, name);
  const modules = modulesOf(definitions, name);
  const described = isCallable(config?.["export"]) ? config["export"].call(config) : {};
  return {
    config: isBag(described) ? described : {},
    modulePaths: Object.keys(modules),
    functions: lazily(() => [...functionsOf("", modules)].map(([found]) => found)),
  };
}

function defaultExport(modules: Bag, modulePath: string): unknown {
  const namespace = modules[modulePath];
  return isBag(namespace) ? namespace["default"] : undefined;
}

function describe(component: ComponentPath, ownPath: string, value: unknown): ServerFunction | null {
  if (!isBag(value)) return null;
  const kind: FunctionKind | null =
    value["isQuery"] === true
      ? "query"
      : value["isMutation"] === true
        ? "mutation"
        : value["isAction"] === true
          ? "action"
          : value["isHttp"] === true
            ? "http"
            : null;
  if (kind === null) return null;
  // The convex library makes this text of a validator, so its shape is known.
  const exported = (name: string): ValidatorJson | null => {
    const method = kind === "http" ? undefined : value[name];
    return isCallable(method) ? JSON.parse(String(method())) : null;
  };
  // Later: the library takes a quarter of a start to write those of all functions.
  const args = lazily<ValidatorJson>(() => exported("exportArgs") ?? { type: "any" });
  const returns = lazily(() => exported("exportReturns"));
  const path = qualify(component, ownPath);
  return {
    path,
    component,
    kind,
    visibility: value["isInternal"] === true ? "internal" : "public",
    get args() {
      return args();
    },
    get returns() {
      return returns();
    },
    invoke: invoker(path, kind, value),
    invokeHttp: kind === "http" ? httpInvoker(value) : undefined,
  };
}

function invoker(path: string, kind: FunctionKind, value: Bag): ServerFunction["invoke"] {
  const name = { query: "invokeQuery", mutation: "invokeMutation", action: "invokeAction", http: "invokeHttpAction" }[kind];
  const method = value[name];
  if (!isCallable(method)) throw new Error(`${path} has no ${name}: it was made by an unknown version of convex`);
  if (kind === "http") return () => Promise.reject(new Error(`${path} is an HTTP action`));
  // Not async: one promise around another costs as much as the call.
  return (argsText, requestId) => Promise.resolve(kind === "action" ? method(requestId, argsText) : method(argsText));
}

function httpInvoker(value: Bag): (request: Request) => Promise<Response> {
  const method = value["invokeHttpAction"];
  return async (request) => {
    const answer: unknown = isCallable(method) ? await method(request) : undefined;
    if (!(answer instanceof Response)) throw new Error("An HTTP action must return a Response");
    return answer;
  };
}

interface MountedRouter {
  readonly prefix: string;
  readonly router: HttpRouter;
  readonly action: (handler: object) => ServerFunction | undefined;
}

/** @param handlers of the exports of the component; those that only stand in a route are added */
function mountRouter(
  router: unknown,
  component: ComponentPath,
  prefix: string,
  handlers: Map<object, ServerFunction>,
): MountedRouter | null {
  if (!isRouter(router)) return null;
  if (isBag(router) && isCallable(router["getRoutes"])) {
    for (const route of listOf(router["getRoutes"].call(router))) {
      const [routePath, method, handler] = listOf(route);
      if (!isBag(handler) || handlers.has(handler)) continue;
      const found = describe(component, `http:${String(method)} ${String(routePath)}`, handler);
      if (found !== null) handlers.set(handler, found);
    }
  }
  return { prefix, router, action: (handler) => handlers.get(handler) };
}

/** The app's routes come first, then the longest prefix. */
function actionAt(routers: readonly MountedRouter[], path: string, method: string): ServerFunction | undefined {
  const inOrder = [...routers].sort((a, b) => (a.prefix === "/" ? -1 : b.prefix === "/" ? 1 : b.prefix.length - a.prefix.length));
  for (const { prefix, router, action } of inOrder) {
    if (!path.startsWith(prefix)) continue;
    const [handler] = router.lookup(path.slice(prefix.length - 1), method) ?? [];
    if (handler !== undefined) return action(handler);
  }
  return undefined;
}

function isRouter(value: unknown): value is HttpRouter {
  return isBag(value) && isCallable(value["lookup"]);
}

function schemaOf(modules: Bag): string | null {
  const schema = defaultExport(modules, "schema");
  if (!isBag(schema)) return null;
  const method = schema["export"];
  if (!isCallable(method)) throw new Error("schema must export defineSchema(…) by default");
  return String(method.call(schema));
}

function cronsOf(modules: Bag): ReadonlyMap<string, CronSpec> {
  const value = defaultExport(modules, "crons");
  const crons = isBag(value) ? value["crons"] : undefined;
  const found = new Map<string, CronSpec>();
  for (const [id, spec] of Object.entries(isBag(crons) ? crons : {})) {
    if (!isBag(spec) || !isBag(spec["schedule"])) throw new Error(`The cron job "${id}" has no schedule`);
    const schedule = { ...spec["schedule"], type: String(spec["schedule"]["type"]) };
    found.set(id, { name: canonicalPath(String(spec["name"])), args: listOf(spec["args"]), schedule });
  }
  return found;
}

function providersOf(modules: Bag): readonly AuthProvider[] {
  const config = defaultExport(modules, "auth.config");
  if (!isBag(config)) return [];
  return listOf(config["providers"]).map((provider) => {
    if (!isBag(provider)) throw new Error("auth.config: a provider must be an object");
    const text = (name: string) => (typeof provider[name] === "string" ? provider[name] : undefined);
    return {
      type: text("type"),
      domain: text("domain"),
      issuer: text("issuer"),
      jwks: text("jwks"),
      algorithm: text("algorithm"),
      applicationID: text("applicationID"),
    };
  });
}
