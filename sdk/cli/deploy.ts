import type { Command } from "commander";
import {
  createDeployment,
  createDeploymentFromSpec,
  getDeployment,
  listDeployments,
  runDeploymentDoctor,
  type Mode,
} from "../src/index.ts";
import { type Common, leaf, modeOption, overridesOf } from "./command.ts";
import { exitStatus, facts, paint, table, time } from "./io.ts";

type Deployment = {
  id: string;
  name: string;
  modelId: string | null;
  artifactId: string | null;
  robotSchemaName: string | null;
  runtime: string;
  mode: string;
  createdAt: number;
};
type Check = { name: string; result: "pass" | "warn" | "fail" | "skipped"; detail: string; fix: string };

type CreateOptions = Common & {
  spec?: string;
  name?: string;
  modelId?: string;
  artifactId?: string;
  robotSchemaId?: string;
  runtime?: string;
  mode?: Mode;
};

/** `deploy …` and `doctor`. */
export function addDeploy(program: Command): void {
  const deploy = program.command("deploy").description("Deployments: a model for a kind of robot");

  leaf<CreateOptions>(deploy, "create [spec]", "Create a deployment from a spec file, or from options", async (options, file) => {
    const { spec = file, name, json: _json, apiKey: _key, convexUrl: _url, ...fields } = options;
    if (spec === undefined && name === undefined)
      return {
        value: { ok: false, reason: "no_name" },
        text: "Name a spec file, or give --name and --model-id.",
        status: exitStatus.usage,
      };
    if (spec !== undefined && [name, ...Object.values(fields)].some((field) => field !== undefined))
      return {
        value: { ok: false, reason: "spec_and_options" },
        text: "A spec file says it all: leave the other options out, or give them instead of the file.",
        status: exitStatus.usage,
      };
    const overrides = overridesOf(options);
    const value =
      spec === undefined
        ? await createDeployment({ name: name ?? "", ...fields, ...overrides })
        : await createDeploymentFromSpec(spec, overrides);
    return { value, text: value.id };
  })
    .option("--spec <file>", "JSON or YAML file; the same as the argument")
    .option("--name <name>", "name of the deployment")
    .option("--model-id <id>", "the model it runs, such as pi0.5")
    .option("--artifact-id <id>", "the artifact it runs, instead of a model")
    .option("--robot-schema-id <id>", "the kind of robot it is for")
    .option("--runtime <runtime>", "where the policy runs; edge unless said")
    .addOption(modeOption("dry_run unless said"));

  leaf(deploy, "list", "List the deployments", async (options) => {
    const value = await listDeployments(overridesOf(options));
    return {
      value,
      text: table(
        (value.deployments ?? []) as unknown as Deployment[],
        {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          MODEL: ({ modelId, artifactId }) => modelId ?? artifactId,
          SCHEMA: ({ robotSchemaName }) => robotSchemaName,
          RUNTIME: ({ runtime }) => runtime,
          CREATED: ({ createdAt }) => time(createdAt),
        },
        "No deployments.",
      ),
    };
  });

  leaf(deploy, "get <deploymentId>", "Show a deployment", async (options, id = "") => {
    const value = await getDeployment(id, overridesOf(options));
    const { name, modelId, artifactId, robotSchemaName, runtime, mode, createdAt } = value as unknown as Deployment;
    return {
      value,
      text: facts({ id, name, model: modelId, artifact: artifactId, schema: robotSchemaName, runtime, mode, created: time(createdAt) }),
    };
  });

  leaf<Common & { robotId?: string }>(
    program,
    "doctor <deploymentId>",
    "Run the readiness check of a deployment",
    async (options, id = "") => {
      const value = await runDeploymentDoctor(id, { robotId: options.robotId, ...overridesOf(options) });
      if (value["ok"] === false) return { value, text: "" };
      const tones = { pass: "green", warn: "yellow", fail: "red", skipped: "dim" } as const;
      const lines = ((value["checks"] ?? []) as Check[]).map(({ name, result, detail, fix }) => {
        const advice = fix === "" || result === "pass" ? "" : `\n         fix: ${fix}`;
        return `${paint(tones[result], result.padEnd(7))}  ${name}: ${detail}${advice}`;
      });
      const isReady = value["passed"] === true;
      return { value, text: [...lines, isReady ? "Ready." : "Not ready."].join("\n"), status: isReady ? exitStatus.done : exitStatus.no };
    },
  ).option("--robot-id <id>", "look at this robot too, as a promotion on it wants");
}
