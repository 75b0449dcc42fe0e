import type { Caller } from "../calls/auth.ts";
import { HostError } from "../calls/failure.ts";
import { canonicalPath, type FunctionKind, type LoadedFunctions, type ServerFunction } from "./functions.ts";

/**
 * Finds a function and checks that the caller may call it.
 *
 * @throws HostError when there is none, or when it is internal and the caller is no admin
 */
export function findFunction({ functions }: LoadedFunctions, functionPath: string, caller: Caller, kind?: FunctionKind): ServerFunction {
  const path = functions.has(functionPath) ? functionPath : canonicalPath(functionPath);
  const found = functions.get(path);
  // A component's functions are for the app, not for its clients. What is not for the caller is hidden: its name tells something.
  const isHidden = found?.visibility === "internal" || found?.component !== "";
  if (found === undefined || (isHidden && caller.kind !== "admin") || found.kind === "http") {
    throw new HostError(
      "FunctionNotFound",
      `Could not find public function for '${path.replace(/:default$/, "")}'. Did you forget to run \`npx convex dev\`? On this host: save the file and restart the host.`,
      404,
    );
  }
  if (kind !== undefined && found.kind !== kind) {
    throw new HostError("WrongFunctionKind", `Trying to execute ${path} as ${kind}, but it is defined as ${found.kind}.`);
  }
  return found;
}
