import { queryOptions } from "@tanstack/react-query";

import { type Kinematics, readKinematics } from "#convex/model/robots/kinematics.ts";
import { unitAt, unitsOf } from "#convex/model/robots/units.ts";
import { type RobotSchema, type RobotSchemaId, robotSchemaQueries } from "#src/api/robot-schemas.ts";

export type { Kinematics };

/** How a kind of robot is built, for drawing it, and the unit of each of its action values. */
export type Build = {
  /** Null: the schema does not say. */
  kinematics: Kinematics | null;
  summary: RobotSchema["summary"];
  /** One per action value, null where the schema names none. */
  units: readonly (string | null)[];
};

/** How the robots of a schema are built, by its document (JSON text, read before) and what was read of it. */
export function buildOf({ document, summary }: { document: string; summary: RobotSchema["summary"] }): Build {
  const parsed: unknown = JSON.parse(document); // Written by the server as canonical JSON.
  const units = unitsOf(parsed);
  return {
    kinematics: readKinematics(parsed, summary.actionNames),
    summary,
    units: Array.from({ length: summary.actionShape.at(-1) ?? 0 }, (_, index) => unitAt(units, index)),
  };
}

/** How the robots of a schema are built. Apart from the other queries of schemas: only what draws an arm reads documents. */
export const buildQuery = (id: RobotSchemaId) => queryOptions({ ...robotSchemaQueries.detail(id), select: buildOf });
