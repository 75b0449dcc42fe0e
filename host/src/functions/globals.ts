import { currentExecution } from "../calls/execution.ts";

/** Names that a bundle of server functions sees instead of Node's own. */
export type FunctionGlobals = Readonly<Record<string, unknown>>;

/**
 * Makes the globals of one host's functions. They are given to the bundle as parameters and not set on `globalThis`, so that
 * several hosts and the program around them do not disturb each other.
 *
 * @param env the only environment variables that functions can read; they must not be able to write them
 */
export function functionGlobals(env: Readonly<Record<string, string>>): FunctionGlobals {
  const own: Record<string, unknown> = {
    Convex: {
      syscall: (op: string, args: string) => running(op).syscalls.syscall(op, args),
      // Not async: a promise around a promise costs three turns of the queue, a dozen times in a heartbeat.
      asyncSyscall: (op: string, args: string) => running(op).syscalls.asyncSyscall(op, args),
      jsSyscall: (op: string, args: Readonly<Record<string, unknown>>) => running(op).syscalls.jsSyscall(op, args),
    },
    process: Object.freeze({ env, versions: Object.freeze({}), browser: true }),
    console: functionConsole(),
    Date: functionDate(),
    Math: functionMath(),
    fetch: (...args: Parameters<typeof fetch>) => {
      refuseWhereDeterministic("fetch");
      return fetch(...args);
    },
    setTimeout: onlyInActions("setTimeout", setTimeout),
    setInterval: onlyInActions("setInterval", setInterval),
    setImmediate: onlyInActions("setImmediate", setImmediate),
  };
  own["globalThis"] = functionGlobalThis(own);
  return own;
}

/** Libraries also ask for `globalThis.Convex`; what they set on it stays among the functions of one host. */
function functionGlobalThis(own: Readonly<Record<string, unknown>>): unknown {
  const kept: Record<PropertyKey, unknown> = { ...own };
  return new Proxy(kept, {
    get: (_, key) => (Object.hasOwn(kept, key) ? kept[key] : Reflect.get(globalThis, key)),
    has: (_, key) => Object.hasOwn(kept, key) || key in globalThis,
  });
}

function running(op: string) {
  const execution = currentExecution();
  if (execution === undefined) throw new Error(`${op} was called outside of a server function`);
  return execution;
}

function refuseWhereDeterministic(name: string): void {
  const execution = currentExecution();
  if (execution?.isDeterministic !== true) return;
  throw new Error(`Can't use ${name}() in queries and mutations. Please consider using an action.`);
}

function onlyInActions<A extends unknown[], R>(name: string, real: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    refuseWhereDeterministic(name);
    return real(...args);
  };
}

function functionConsole(): Readonly<Record<string, unknown>> {
  const started = new Map<string, number>();
  const write =
    (level: string) =>
    (...values: readonly unknown[]) =>
      currentExecution()?.log(level, values);
  const logElapsed = (label: string, values: readonly unknown[]) => {
    const since = started.get(label);
    if (since === undefined) return currentExecution()?.log("WARN", [`Timer '${label}' does not exist`]);
    currentExecution()?.log("INFO", [`${label}: ${Math.round(performance.now() - since)}ms`, ...values]);
  };
  const none = () => undefined;
  return {
    debug: write("DEBUG"),
    log: write("LOG"),
    info: write("INFO"),
    warn: write("WARN"),
    error: write("ERROR"),
    trace: write("LOG"),
    dir: write("LOG"),
    table: write("LOG"),
    group: none,
    groupEnd: none,
    assert: (condition: unknown, ...values: readonly unknown[]) => {
      if (condition !== true) currentExecution()?.log("ERROR", ["Assertion failed", ...values]);
    },
    time: (label = "default") => {
      if (started.has(label)) return currentExecution()?.log("WARN", [`Timer '${label}' already exists`]);
      // Labels belong to code, so there are few of them; the limit is for code that makes them up.
      if (started.size < 1000) started.set(label, performance.now());
    },
    timeLog: (label = "default", ...values: readonly unknown[]) => logElapsed(label, values),
    timeEnd: (label = "default") => {
      logElapsed(label, []);
      started.delete(label);
    },
  };
}

function functionDate(): DateConstructor {
  const now = () => {
    const execution = currentExecution();
    return execution?.isDeterministic === true ? execution.now : Date.now();
  };
  return new Proxy(Date, {
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new Date(now()).toString(),
  });
}

function functionMath(): Math {
  const copy: Math = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Math));
  Object.defineProperty(copy, "random", { value: () => currentExecution()?.random() ?? Math.random() });
  return copy;
}
