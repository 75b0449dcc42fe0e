import { isBag, listOf } from "./bag.ts";
import type { ComponentPath, LoadedFunctions } from "./functions.ts";
import { checkValue, type ValidatorJson } from "../values/validate.ts";

type Loaded = Pick<LoadedFunctions, "definitions" | "environments">;

interface Declared {
  readonly name: string;
  readonly validator: ValidatorJson;
  readonly isOptional: boolean;
}

/** A variable that functions declare and that has no value they could use. */
export interface UnusableVariable {
  /** Of the app; a component's are given by it. */
  readonly name: string;
  readonly reason: string;
}

/**
 * Compares what each `app.use(…, { env })` gives with what the component declares. What is wrong there no value of a variable can repair.
 *
 * @throws an error that names the component and the variable
 */
export function refuseWrongMounts({ definitions, environments }: Loaded): void {
  for (const { component, declared } of mountedIn(definitions)) {
    const given = environments.get(component) ?? new Map<string, never>();
    for (const one of declared) {
      const source = given.get(one.name);
      if (source === undefined && !one.isOptional)
        throw new Error(
          `The component "${component}" needs the environment variable "${one.name}": give it where it is mounted, app.use(…, { env: { ${one.name}: … } })`,
        );
      const wrong = source !== undefined && "value" in source ? wrongValue(one, source.value) : null;
      if (wrong !== null) throw new Error(`The component "${component}" cannot use what it is given as "${one.name}": ${wrong}`);
    }
  }
}

/** The app's declared variables that are missing or not what they should be; `npx convex env set` repairs them while the host runs. */
export function unusableVariables({ definitions }: Loaded, values: Readonly<Record<string, string>>): readonly UnusableVariable[] {
  return declaredBy(definitions, "").flatMap((one) => {
    const value = values[one.name];
    if (value === undefined) return one.isOptional ? [] : [{ name: one.name, reason: "it has no value" }];
    const wrong = wrongValue(one, value);
    return wrong === null ? [] : [{ name: one.name, reason: wrong }];
  });
}

/** In the words of the validator, without the value, which may be a secret. */
function wrongValue({ validator }: Declared, value: string): string | null {
  return checkValue(validator, value, () => null) === null ? null : `its value does not match ${JSON.stringify(validator)}`;
}

function* mountedIn(
  definitions: Loaded["definitions"],
  definition = "",
  at: ComponentPath = "",
): Generator<{ component: ComponentPath; declared: readonly Declared[] }> {
  for (const child of listOf(definitions.get(definition)?.config["childComponents"])) {
    if (!isBag(child)) continue;
    const component = at === "" ? String(child["name"]) : `${at}/${String(child["name"])}`;
    yield { component, declared: declaredBy(definitions, String(child["path"])) };
    yield* mountedIn(definitions, String(child["path"]), component);
  }
}

/** What the convex library says that a `convex.config.ts` declares. */
function declaredBy(definitions: Loaded["definitions"], definition: string): readonly Declared[] {
  return listOf(definitions.get(definition)?.config["envVars"]).flatMap((entry) => {
    const [name, described] = listOf(entry);
    if (typeof name !== "string" || !isBag(described)) return [];
    return [{ name, validator: JSON.parse(String(described["value"])) as ValidatorJson, isOptional: described["optional"] === true }];
  });
}
