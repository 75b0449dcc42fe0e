import type { ValidatorJson } from "../values/validate.ts";

// What the host knows of the functions that it serves. How they are loaded is in loader.ts.

/** Where a component is mounted, `a/b`; empty for the app itself. */
export type ComponentPath = string;
export type FunctionKind = "query" | "mutation" | "action" | "http";
export type Visibility = "public" | "internal";

/** A registered server function and what the host needs to call it. */
export interface ServerFunction {
  /** Canonical path, `module/path:export`, with `component;` before it outside of the app. */
  readonly path: string;
  readonly component: ComponentPath;
  readonly kind: FunctionKind;
  readonly visibility: Visibility;
  /** Validator JSON of the arguments; `{ type: "any" }` when none was declared. */
  readonly args: ValidatorJson;
  /** Validator JSON of the result, or null when none was declared. */
  readonly returns: ValidatorJson | null;
  /** Calls the function with `JSON.stringify([args])`, and answers the JSON text of its result, which its library promises and nobody has checked. */
  readonly invoke: (argsText: string, requestId: string) => Promise<unknown>;
  /** Present on http actions only. */
  readonly invokeHttp: ((request: Request) => Promise<Response>) | undefined;
}

/** What `http.ts` exports by default. */
export interface HttpRouter {
  lookup(path: string, method: string): readonly [object, string, string] | null;
}

/** One entry of `crons.ts`, as `cronJobs().crons` holds it. */
export interface CronSpec {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly schedule: Readonly<Record<string, unknown>> & { readonly type: string };
}

/** An identity provider of `auth.config.ts`. */
export interface AuthProvider {
  readonly type?: string;
  readonly domain?: string;
  readonly issuer?: string;
  readonly jwks?: string;
  readonly algorithm?: string;
  readonly applicationID?: string;
}

/** By name: a value, or the name of the variable of whoever mounts the component. */
export type ComponentEnvironment = ReadonlyMap<string, { readonly value: string } | { readonly from: string }>;

/** A component as it was written, before anybody mounts it. */
export interface ComponentDefinition {
  /** What the convex library says of its `convex.config.ts`; empty where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly modulePaths: readonly string[];
  /** With paths as it knows them itself. */
  readonly functions: () => readonly ServerFunction[];
}

export interface LoadedFunctions {
  readonly functions: ReadonlyMap<string, ServerFunction>;
  /** The JSON of `schema.export()`, joined with those of components, or null when there is no schema. */
  readonly schemaJson: string | null;
  /** The HTTP action for a path (without `/http`) and method: of the app, or of a component that is mounted at a prefix of the path. */
  readonly httpAction: (path: string, method: string) => ServerFunction | undefined;
  /** What each component was given as environment where it was mounted. */
  readonly environments: ReadonlyMap<ComponentPath, ComponentEnvironment>;
  readonly crons: ReadonlyMap<string, CronSpec>;
  readonly authProviders: readonly AuthProvider[];
  /** The app, under the empty name, and what it mounts, by where its folder is from that of the app: for code generation. */
  readonly definitions: ReadonlyMap<string, ComponentDefinition>;
  /** Turns a position in the bundle into `file:line:column` of the source, or null. */
  readonly sourcePosition: (line: number, column: number) => { file: string; line: number; column: number } | null;
}

/** Writes a function path the way the host stores it: `a/b.js:c` and `a/b:c` are the same, and a missing export is `default`. */
export function canonicalPath(functionPath: string): string {
  const colon = functionPath.indexOf(":");
  const modulePath = (colon < 0 ? functionPath : functionPath.slice(0, colon)).replace(/\.[cm]?js$/, "").replace(/^\/+/, "");
  return `${modulePath}:${colon < 0 ? "default" : functionPath.slice(colon + 1)}`;
}
