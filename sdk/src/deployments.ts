import type { Overrides } from "./credentials.ts";
import { ReflexError } from "./errors.ts";
import { asArgument, readObjectFile, textField } from "./files.ts";
import { defined, send, split } from "./send.ts";
import type { Created, Mode } from "./types.ts";
import type { Answer } from "./wire.ts";

export type NewDeployment = {
  name: string;
  modelId?: string | undefined;
  artifactId?: string | undefined;
  robotSchemaId?: string | undefined;
  runtime?: string | undefined;
  /** Default mode of its sessions; `dry_run` unless said. */
  mode?: Mode | undefined;
  spec?: Record<string, unknown> | undefined;
};

/** Creates a deployment of a model. */
export function createDeployment(options: NewDeployment & Overrides): Promise<Created> {
  const [{ spec, ...args }, overrides] = split(options);
  const travels = spec === undefined ? {} : { spec: asArgument(spec) };
  return send("mutation", "createDeployment", { mode: "dry_run", ...defined(args), ...travels }, overrides);
}

/**
 * Creates a deployment from a JSON or YAML file. It needs `name` and one of `modelId`, `model_id`, or an artifact
 * (`artifactId`, `artifact_id`, `artifact`). The whole file travels as `spec`.
 */
export async function createDeploymentFromSpec(path: string, overrides: Overrides = {}): Promise<Created> {
  const spec = await readObjectFile(path);
  const name = textField(path, spec, "name");
  const modelId = textField(path, spec, "modelId", "model_id");
  const artifactId = textField(path, spec, "artifactId", "artifact_id", "artifact");
  if (name === undefined) throw new ReflexError("invalid_spec", `${path} needs "name".`);
  if (modelId === undefined && artifactId === undefined)
    throw new ReflexError("invalid_spec", `${path} needs one of "modelId", "model_id" or "artifactId".`);
  const mode = textField(path, spec, "mode") ?? "dry_run";
  if (mode !== "dry_run" && mode !== "apply_actions") throw new ReflexError("invalid_spec", `${path}: "mode" is dry_run or apply_actions.`);
  return createDeployment({
    name,
    modelId,
    artifactId,
    mode,
    spec,
    robotSchemaId: textField(path, spec, "robotSchemaId", "robot_schema_id"),
    runtime: textField(path, spec, "runtime"),
    ...overrides,
  });
}

export const listDeployments = (overrides: Overrides = {}): Promise<{ deployments: Created[] }> =>
  send("query", "listDeployments", {}, overrides);

export const getDeployment = (deploymentId: string, overrides: Overrides = {}): Promise<Created> =>
  send("query", "getDeployment", { deploymentId }, overrides);

/**
 * Runs the readiness check: a list of named checks, each with result, reason and fix. With `robotId` it looks at that
 * robot too, which a promotion on it wants.
 */
export function runDeploymentDoctor(deploymentId: string, options: { robotId?: string | undefined } & Overrides = {}): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "runReadinessCheck", { deploymentId, ...defined(args) }, overrides);
}
