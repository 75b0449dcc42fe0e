import { t } from "@lingui/core/macro";

import type { Deployment, DeploymentDraft, DeploymentId } from "#src/api/deployments.ts";

/** What the form asks for. An empty text means "not given". */
export type DeploymentValues = {
  name: string;
  /** Model id or artifact reference. */
  modelId: string;
  robotSchemaId: string;
  runtime: string;
  mode: "dry_run" | "apply_actions";
  /** JSON text of one object, or empty. */
  spec: string;
};

export const blank: DeploymentValues = { name: "", modelId: "", robotSchemaId: "", runtime: "edge", mode: "dry_run", spec: "" };

/** The form as an existing deployment would fill it. */
export const valuesOf = ({ name, modelId, artifactId, robotSchemaId, runtime, mode, spec }: Deployment): DeploymentValues => ({
  name,
  modelId: modelId ?? artifactId ?? "",
  robotSchemaId: robotSchemaId ?? "",
  runtime,
  mode,
  spec: spec === "{}" ? "" : JSON.stringify(JSON.parse(spec), null, 2),
});

/** "pick" becomes "pick 2", and "pick 2" "pick 3". */
export function nextName(name: string): string {
  const [, stem = name, number] = /^(.*\S)\s+(\d{1,6})$/.exec(name) ?? [];
  return `${stem} ${number === undefined ? 2 : Number(number) + 1}`;
}

export type Problems = Partial<Record<keyof DeploymentValues, string>>;

export function problemsOf(values: DeploymentValues): Problems {
  const problems: Problems = {};
  if (values.name.trim() === "") problems.name = t`Give it a name.`;
  if (values.modelId.trim() === "") problems.modelId = t`Name the model or the artifact to run.`;
  if (values.spec.trim() !== "") {
    try {
      const parsed: unknown = JSON.parse(values.spec);
      if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) problems.spec = t`The spec must be one JSON object.`;
    } catch {
      problems.spec = t`This is not valid JSON. Drop a YAML file above to convert it.`;
    }
  }
  return problems;
}

/** What the server is given. What was an artifact of the one it is made `from` stays one. */
export function draftOfValues(values: DeploymentValues, from: Deployment | null, schemas: readonly { id: string }[]): DeploymentDraft {
  const model = values.modelId.trim();
  const isSame = from !== null && (from.modelId ?? from.artifactId) === model;
  const { modelId, artifactId } = isSame ? from : { modelId: model, artifactId: null };
  const schema = schemas.find(({ id }) => id === values.robotSchemaId);
  return {
    name: values.name.trim(),
    ...(modelId === null ? {} : { modelId }),
    ...(artifactId === null ? {} : { artifactId }),
    mode: values.mode,
    ...(schema === undefined ? {} : { robotSchemaId: schema.id as NonNullable<Deployment["robotSchemaId"]> }),
    ...(values.runtime.trim() === "" ? {} : { runtime: values.runtime.trim() }),
    ...(values.spec.trim() === "" ? {} : { spec: values.spec }),
    ...(from === null ? {} : { from: from.id }),
  };
}

/** An id of an address is only a string until the server's `v.id` check accepts it. */
export const deploymentIdOf = (text: string | null): DeploymentId | null => text as DeploymentId | null;
