import { t } from "@lingui/core/macro";
import { parse as parseYaml } from "yaml";

/** What a deployment spec file says, in the words of the form. `spec` is the whole file, kept as it was. */
export type SpecFileDraft = {
  name: string;
  modelId: string;
  robotSchemaId: string | null;
  runtime: string | null;
  mode: "dry_run" | "apply_actions";
  spec: Record<string, unknown>;
};

export type SpecFileResult = { kind: "ok"; draft: SpecFileDraft; notices: string[] } | { kind: "refused"; problems: string[] };

/** A spec is a page of text; a larger file is the wrong file (weights, a log), so it is not read at all. */
export const MAX_SPEC_BYTES = 256 * 1024;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function textAt(spec: Record<string, unknown>, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = spec[key];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return null;
}

/** `artifact: "ref"` and `artifact: {id: "ref"}` both occur in the wild. */
function artifactReference(spec: Record<string, unknown>): string | null {
  const flat = textAt(spec, "artifactId", "artifact_id", "artifact");
  if (flat !== null) return flat;
  const { artifact } = spec;
  return isRecord(artifact) ? textAt(artifact, "id", "ref", "reference", "artifactId", "artifact_id", "uri") : null;
}

function parseText(fileName: string, text: string): { value: unknown } | { problem: string } {
  const isJson = /\.json$/i.test(fileName) || text.trimStart().startsWith("{");
  try {
    return { value: isJson ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 100 }) };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split("\n")[0] ?? "") : t`unreadable text`;
    return { problem: isJson ? t`${fileName} is not valid JSON: ${detail}` : t`${fileName} is not valid YAML: ${detail}` };
  }
}

/**
 * Reads a dropped deployment spec (JSON or YAML). It needs `name` and one of `modelId`, `model_id` or an artifact
 * reference. All problems are named at once, so that one visit to the editor repairs the file.
 */
export function readSpecFile(fileName: string, text: string): SpecFileResult {
  if (text.trim() === "") return { kind: "refused", problems: [t`${fileName} is empty.`] };
  if (new TextEncoder().encode(text).length > MAX_SPEC_BYTES) {
    const kibibytes = MAX_SPEC_BYTES / 1024;
    return { kind: "refused", problems: [t`${fileName} is larger than ${kibibytes} KiB. A spec is a short text file.`] };
  }
  const parsed = parseText(fileName, text);
  if ("problem" in parsed) return { kind: "refused", problems: [parsed.problem] };
  if (!isRecord(parsed.value)) return { kind: "refused", problems: [t`${fileName} must hold one object at its top level.`] };

  const spec = parsed.value;
  const problems: string[] = [];
  const notices: string[] = [];
  const name = textAt(spec, "name");
  if (name === null) problems.push(t({ message: "`name` is missing." }));
  const modelId = textAt(spec, "modelId", "model_id") ?? artifactReference(spec);
  if (modelId === null) problems.push(t({ message: "One of `modelId`, `model_id` or an artifact reference is missing." }));
  const mode = spec["mode"] ?? "dry_run";
  if (mode !== "dry_run" && mode !== "apply_actions") problems.push(t({ message: "`mode` must be `dry_run` or `apply_actions`." }));
  if (mode === "apply_actions")
    notices.push(t`The default mode is apply_actions. A session still starts as a dry run and must be promoted.`);
  if (name === null || modelId === null || (mode !== "dry_run" && mode !== "apply_actions")) return { kind: "refused", problems };

  return {
    kind: "ok",
    draft: {
      name,
      modelId,
      robotSchemaId: textAt(spec, "robotSchemaId", "robot_schema_id"),
      runtime: textAt(spec, "runtime"),
      mode,
      spec,
    },
    notices,
  };
}
