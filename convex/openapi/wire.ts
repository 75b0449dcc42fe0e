import type { ValidatorJSON } from "convex/values";

import * as publicApi from "../publicApi";
import * as sessions from "../sessions";
import { operations, type FunctionName } from "./operations";

export type FunctionKind = "query" | "mutation" | "action";

/** What a function takes and answers, as its own validators say it. */
export type WireFunction = { name: string; kind: FunctionKind; args: ValidatorJSON; returns: ValidatorJSON };

/** What Convex itself asks of a function at every deployment. */
type Registered = { isQuery?: true; isMutation?: true; exportArgs: () => string; exportReturns: () => string };

function read(name: string, registered: object): WireFunction {
  const { isQuery, isMutation, exportArgs, exportReturns } = registered as Registered;
  return {
    name,
    kind: isQuery === true ? "query" : isMutation === true ? "mutation" : "action",
    args: JSON.parse(exportArgs()) as ValidatorJSON,
    returns: JSON.parse(exportReturns()) as ValidatorJSON,
  };
}

/** The functions of the documented wire, in the order of their descriptions. */
export function wireFunctions(): (WireFunction & { name: FunctionName })[] {
  const functions: Record<FunctionName, object> = publicApi;
  const names = Object.keys(operations) as FunctionName[];
  return names.map((name) => ({ ...read(name, functions[name]), name }));
}

/** What `POST /stop` answers besides `ok`. */
export const stopAnswer = (): ValidatorJSON => read("stop", sessions.stop).returns;

/** The members of a union, or the one that is none. */
export const membersOf = (value: ValidatorJSON): readonly ValidatorJSON[] => (value.type === "union" ? value.value : [value]);

/** Whether it is the shape of a refusal: an object with `ok: false`. */
export function isRefusal(value: ValidatorJSON): boolean {
  const ok = value.type === "object" ? value.value["ok"]?.fieldType : undefined;
  return ok?.type === "literal" && ok.value === false;
}

export const isSame = (one: ValidatorJSON, other: ValidatorJSON): boolean => JSON.stringify(one) === JSON.stringify(other);
