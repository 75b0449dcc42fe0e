import type { CronSpec, ServerFunction } from "../functions/functions.ts";
import { messageOf } from "../operation/log.ts";
import type { Json } from "../values/json.ts";
import { checkValue, type TableOfId } from "../values/validate.ts";
import { nextRun } from "./cron-time.ts";

/**
 * Checks every cron job before the host serves: one that names no function, or a time that cannot be understood, would else fail when it is due and nobody looks.
 *
 * @param tableOfId for the component of the function that is called
 * @throws an error that names the cron job
 */
export function refuseWrongCrons(
  crons: ReadonlyMap<string, CronSpec>,
  functions: ReadonlyMap<string, ServerFunction>,
  tableOfId: (called: ServerFunction) => TableOfId,
): void {
  for (const [id, spec] of crons) {
    const wrong = wrongIn(spec, functions.get(spec.name), tableOfId);
    if (wrong !== null) throw new Error(`The cron job "${id}" ${wrong}`);
  }
}

function wrongIn(
  { name, args, schedule }: CronSpec,
  called: ServerFunction | undefined,
  tableOfId: (called: ServerFunction) => TableOfId,
): string | null {
  if (called === undefined) return `calls ${name}, which is no function`;
  if (called.kind !== "mutation" && called.kind !== "action")
    return `calls ${name}, which is a ${called.kind === "http" ? "HTTP action" : called.kind}; only mutations and actions can be called later`;
  try {
    nextRun(schedule, 0);
  } catch (error) {
    return `has no time that can be understood: ${messageOf(error)}`;
  }
  // The convex library wrote them as JSON.
  const wrong = checkValue(called.args, (args[0] ?? {}) as Json, tableOfId(called));
  return wrong === null ? null : `calls ${name} with arguments that it does not take: ${wrong}`;
}
