import { callerFields } from "./fields/callers";
import { commonFields } from "./fields/common";
import { deploymentFields } from "./fields/deployments";
import { heartbeatFields } from "./fields/heartbeats";
import { pairingFields } from "./fields/pairing";
import { receiptFields } from "./fields/receipts";
import { robotFields } from "./fields/robots";
import { sessionFields } from "./fields/sessions";
import type { FieldText } from "./fields/text";

/**
 * What each field of the wire means, by area in `fields/`. A key is the end of the way to a field; the longest that
 * fits counts, so that `stop.id` is more than `id`. A field without a row here fails the tests.
 */
export const fields: Record<string, FieldText> = {
  ...commonFields,
  ...callerFields,
  ...deploymentFields,
  ...robotFields,
  ...pairingFields,
  ...sessionFields,
  ...heartbeatFields,
  ...receiptFields,
};

/** The row for the field at the end of `path`, or undefined. */
export function fieldText(path: readonly string[]): FieldText | undefined {
  for (let from = 0; from < path.length; from++) {
    const found = fields[path.slice(from).join(".")];
    if (found !== undefined) return found;
  }
  return undefined;
}
