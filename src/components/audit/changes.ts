import { t } from "@lingui/core/macro";

export type Change = { field: string; before: string; after: string };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Every value of an entry by its path, "policy.minDryRunSteps"; lists are one value. */
function fieldsOf(value: unknown, path = ""): [string, string][] {
  if (value === undefined) return [];
  if (!isRecord(value)) return [[path === "" ? t`value` : path, typeof value === "string" ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => fieldsOf(inner, path === "" ? name : `${path}.${name}`));
}

/** What differs between the JSON texts of an audit entry, field by field; a side that is not there is empty. */
export function changesOf(before: string | null, after: string | null): Change[] {
  const [old, now] = [new Map(fieldsOf(parse(before))), new Map(fieldsOf(parse(after)))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? "", after: now.get(field) ?? "" }))
    .filter((change) => change.before !== change.after);
}
