import type { DeploymentValues } from "./deployment-values.ts";

// A draft stands in the fragment of its address: that is sent to no server and stands in no log, and a spec may be long.

/** Longer addresses are cut by mail and chat programs, so they are not given out. */
const longestFragment = 8_000;

const fields = ["name", "modelId", "robotSchemaId", "runtime", "mode", "spec"] as const satisfies readonly (keyof DeploymentValues)[];

export type DraftAddress = {
  /** The id of the deployment that the draft begins from; null for none. */
  from: string | null;
  /** What differs from that one, or from a blank form. */
  changes: Partial<DeploymentValues>;
};

/** Reads a fragment, with or without its `#`. What it does not know is left out; a mode is one of the two or none. */
export function draftFrom(fragment: string): DraftAddress {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const changes: Partial<DeploymentValues> = {};
  for (const field of fields) {
    const text = params.get(field);
    if (text === null) continue;
    if (field !== "mode") changes[field] = text;
    else if (text === "dry_run" || text === "apply_actions") changes.mode = text;
  }
  return { from: params.get("from"), changes };
}

/** The fragment, with its `#`, of a draft that differs from `base`; empty when it does not. Null when it is too long for an address. */
export function fragmentOf(from: string | null, values: DeploymentValues, base: DeploymentValues): string | null {
  const params = new URLSearchParams();
  if (from !== null) params.set("from", from);
  for (const field of fields) if (values[field] !== base[field]) params.set(field, values[field]);
  const text = params.toString();
  if (text.length > longestFragment) return null;
  return text === "" ? "" : `#${text}`;
}
