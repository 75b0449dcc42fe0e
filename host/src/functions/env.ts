import type { Engine, Transaction } from "../engine/types.ts";
import { currentExecution } from "../calls/execution.ts";
import { HostError } from "../calls/failure.ts";
import type { ComponentEnvironment, ComponentPath } from "./functions.ts";
import { isJsonObject, type Json } from "../values/json.ts";

const PREFIX = "env/";
const MAX_NAME_CHARS = 40;
const MAX_VALUE_BYTES = 8192;
const MAX_VARIABLES = 100;

/**
 * What server functions read as `process.env`: what the host makes, what the program that started it gives, and what `npx convex env set` has
 * stored with the data. A change is seen by what runs next, and every followed query runs again; what modules read while they were loaded stays until the next start.
 */
export class FunctionEnv {
  /** For the functions: reads what is there now, and cannot be written. */
  readonly view: Readonly<Record<string, string>>;
  readonly #engine: Pick<Engine, "scanMeta">;
  readonly #values: Record<string, string>;
  /** Names that the start decides. */
  readonly #given: ReadonlySet<string>;
  #environments: ReadonlyMap<ComponentPath, ComponentEnvironment> = new Map();

  /** @param given by the start, which a stored one cannot replace */
  constructor(engine: Pick<Engine, "scanMeta">, given: Readonly<Record<string, string>>) {
    this.#engine = engine;
    this.#given = new Set(Object.keys(given));
    this.#values = { ...Object.fromEntries(this.list().map(({ name, value }) => [name, value])), ...given };
    const refuse = () => false;
    this.view = new Proxy<Record<string, string>>(
      {},
      {
        get: (_, name) => (typeof name === "string" ? this.#visible[name] : undefined),
        has: (_, name) => Object.hasOwn(this.#visible, name),
        ownKeys: () => Object.keys(this.#visible),
        getOwnPropertyDescriptor: (_, name) => {
          const value = Object.getOwnPropertyDescriptor(this.#visible, name)?.value;
          return value === undefined ? undefined : { value, enumerable: true, configurable: true };
        },
        set: refuse,
        defineProperty: refuse,
        deleteProperty: refuse,
        setPrototypeOf: refuse,
        preventExtensions: refuse,
      },
    );
  }

  /** Tells what components were given where they were mounted. A component sees nothing else. */
  mount(environments: ReadonlyMap<ComponentPath, ComponentEnvironment>): void {
    this.#environments = environments;
  }

  /** What the function that runs may see; modules that are being loaded see what the app does. */
  get #visible(): Readonly<Record<string, string>> {
    return this.#of(currentExecution()?.component ?? "");
  }

  #of(component: ComponentPath): Readonly<Record<string, string>> {
    if (component === "") return this.#values;
    const parent = component.includes("/") ? component.slice(0, component.lastIndexOf("/")) : "";
    const found: Record<string, string> = {};
    for (const [name, source] of this.#environments.get(component) ?? []) {
      const value = "value" in source ? source.value : this.#of(parent)[source.from];
      if (value !== undefined) found[name] = value;
    }
    return found;
  }

  /** Those that are stored, by name. */
  list(): { name: string; value: string }[] {
    return this.#engine.scanMeta(PREFIX).map(({ key, value }) => ({ name: key.slice(PREFIX.length), value }));
  }

  /**
   * Stores or removes variables, all or none.
   *
   * @param changes `{name, value}`, where the value null removes
   * @throws HostError 400 for a name or value that Convex would refuse, or that the start has given
   */
  async change(changes: Json | undefined, write: (work: (tx: Transaction) => void) => Promise<void>): Promise<void> {
    const checked = (Array.isArray(changes) ? changes : []).map((change) => this.#check(change));
    const names = new Set(this.list().map(({ name }) => name));
    for (const { name, value } of checked)
      if (value === null) names.delete(name);
      else names.add(name);
    if (names.size > MAX_VARIABLES) throw new HostError("TooManyEnvVars", `There can be at most ${MAX_VARIABLES} environment variables`);
    await write((tx) => {
      for (const { name, value } of checked)
        if (value === null) tx.deleteMeta(PREFIX + name);
        else tx.putMeta(PREFIX + name, value);
    });
    for (const { name, value } of checked)
      if (value === null) delete this.#values[name];
      else this.#values[name] = value;
  }

  #check(change: Json): { name: string; value: string | null } {
    const { name, value } = isJsonObject(change) ? change : {};
    if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > MAX_NAME_CHARS) {
      throw new HostError(
        "EnvVarNameInvalid",
        `Environment variable name ${JSON.stringify(name)} must start with a letter or an underscore and hold only letters, digits and underscores, at most ${MAX_NAME_CHARS}`,
      );
    }
    if (name.startsWith("CONVEX_"))
      throw new HostError(
        "EnvVarNameForbidden",
        `Environment variable name "${name}" is forbidden: names that start with CONVEX_ are the host's`,
      );
    if (this.#given.has(name))
      throw new HostError(
        "EnvVarGiven",
        `Environment variable "${name}" is given where this host is started, and can only be changed there`,
      );
    if (value === null || typeof value !== "string") return { name, value: null };
    if (Buffer.byteLength(value) > MAX_VALUE_BYTES)
      throw new HostError("EnvVarTooLarge", `The value of environment variable "${name}" is larger than ${MAX_VALUE_BYTES} bytes`);
    return { name, value };
  }
}
