import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** What a session runs, on what: as a receipt records it. */
export async function setUpOf(ctx: Pick<QueryCtx, "db">, doc: Doc<"sessions">) {
  const robot = doc.robotId === null ? null : await ctx.db.get("robots", doc.robotId);
  const schema = doc.robotSchemaId === null ? null : await ctx.db.get("robotSchemas", doc.robotSchemaId);
  const deployment = doc.deploymentId === null ? null : await ctx.db.get("deployments", doc.deploymentId);
  return {
    robot: robot === null ? null : { id: robot._id, name: robot.name, kind: robot.robotKind, calibrationId: robot.calibrationId },
    robotSchema: schema === null ? null : { id: schema._id, name: schema.name, version: schema.version, hash: schema.hash },
    deployment: deployment === null ? null : { id: deployment._id, name: deployment.name, specHash: deployment.specHash },
    model: deployment?.modelId ?? doc.artifactId ?? deployment?.artifactId ?? doc.baseModel,
    baseModel: doc.baseModel,
    runtime: doc.runtime,
    artifactId: doc.artifactId,
  };
}

export type SetUp = Awaited<ReturnType<typeof setUpOf>>;

/** One thing that differs, as a person reads it; `null` where there is none. */
export type Change = {
  what: "deployment" | "spec" | "model" | "baseModel" | "runtime" | "robotSchema" | "calibration";
  before: string | null;
  now: string | null;
};

type Recorded = { [K in keyof SetUp]?: SetUp[K] | undefined };

const shortHash = (hash: string | undefined) => (hash === undefined ? null : hash.slice(0, 12));
const schemaName = (schema: Recorded["robotSchema"]) => (schema ? `${schema.name} v${schema.version}` : null);

/** What a run is set up with otherwise than an earlier one of the same robot. A receipt of another format may lack some of it. */
export function changesBetween(before: Recorded, now: SetUp): Change[] {
  const changes: (Change | null)[] = [
    differs("deployment", before.deployment?.id, now.deployment?.id, [before.deployment?.name, now.deployment?.name]),
    differs("spec", before.deployment?.specHash, now.deployment?.specHash, [
      shortHash(before.deployment?.specHash),
      shortHash(now.deployment?.specHash),
    ]),
    differs("model", before.model, now.model),
    // Where it is the model itself, it is told above.
    before.model === before.baseModel && now.model === now.baseModel ? null : differs("baseModel", before.baseModel, now.baseModel),
    differs("runtime", before.runtime, now.runtime),
    differs("robotSchema", before.robotSchema?.hash, now.robotSchema?.hash, [schemaName(before.robotSchema), schemaName(now.robotSchema)]),
    differs("calibration", before.robot?.calibrationId, now.robot?.calibrationId),
  ];
  return changes.filter((change) => change !== null);
}

type Maybe = string | null | undefined;

function differs(what: Change["what"], before: Maybe, now: Maybe, [shownBefore, shownNow]: [Maybe, Maybe] = [before, now]): Change | null {
  return (before ?? null) === (now ?? null) ? null : { what, before: shownBefore ?? null, now: shownNow ?? null };
}
