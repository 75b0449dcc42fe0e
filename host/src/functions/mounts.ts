import { isBag, listOf, type Bag } from "./bag.ts";
import type { ComponentEnvironment, ComponentPath } from "./functions.ts";

const MAX_COMPONENT_DEPTH = 8;

export interface Mounted {
  readonly component: ComponentPath;
  readonly modules: Bag;
  readonly environment: ComponentEnvironment;
  /** Below which path its HTTP actions are, with `/` at both ends; null when nowhere. */
  readonly httpPrefix: string | null;
}

/** Every component that is mounted, with its modules; the app itself comes first. One definition may be mounted often. */
export function mounted(
  definitions: Bag,
  name = "",
  own: Omit<Mounted, "modules"> = { component: "", environment: new Map(), httpPrefix: "/" },
  depth = 0,
): readonly Mounted[] {
  if (depth > MAX_COMPONENT_DEPTH) throw new Error(`The component ${own.component} is mounted too deeply`);
  const config = configOf(definitions, name);
  const children = listOf(config?.["_childComponents"]).flatMap((child) => {
    const [childName, childDefinition, env, prefix] = listOf(child);
    const childFolder = isBag(childDefinition) ? childDefinition["componentDefinitionPath"] : undefined;
    // The name becomes part of table names and function paths.
    if (typeof childName !== "string" || !/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(childName))
      throw new Error(`"${String(childName)}" is no name for a component`);
    const component = own.component === "" ? childName : `${own.component}/${childName}`;
    const httpPrefix = typeof prefix === "string" && own.httpPrefix !== null ? `${own.httpPrefix}${prefix}/`.replaceAll(/\/+/g, "/") : null;
    return mounted(definitions, String(childFolder), { component, environment: environmentOf(component, env), httpPrefix }, depth + 1);
  });
  // Of the app alone: what it mounts has prefixes of its own.
  const ownPrefix = config?.["_httpPrefix"];
  const httpPrefix = typeof ownPrefix === "string" && own.component === "" ? `${ownPrefix}/`.replaceAll(/\/+/g, "/") : own.httpPrefix;
  return [{ ...own, httpPrefix, modules: modulesOf(definitions, name) }, ...children];
}

/** The modules of the app (the name is then empty) or of a component, by their paths. */
export function modulesOf(definitions: Bag, name: string): Bag {
  const definition = definitions[name];
  const modules = isBag(definition) ? definition["modules"] : undefined;
  if (!isBag(modules)) throw new Error(`The bundle has no modules for "${name}"`);
  return modules;
}

/** What `convex.config.ts` exports; undefined where there is none. */
export function configOf(definitions: Bag, name: string): Bag | undefined {
  const definition = definitions[name];
  const config = isBag(definition) ? definition["config"] : undefined;
  return isBag(config) ? config : undefined;
}

function environmentOf(component: ComponentPath, env: unknown): ComponentEnvironment {
  const sourceOf = (name: string, value: unknown): { value: string } | { from: string } => {
    if (typeof value === "string") return { value };
    if (isBag(value) && typeof value["__envVarRef"] === "string") return { from: value["__envVarRef"] };
    throw new Error(`The variable "${name}" of the component ${component} must be a string or a variable of the app`);
  };
  return new Map(Object.entries(isBag(env) ? env : {}).map(([name, value]) => [name, sourceOf(name, value)]));
}
