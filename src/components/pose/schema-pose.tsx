import { t } from "@lingui/core/macro";
import { useMemo } from "react";

import { buildOf } from "#src/api/kinematics.ts";
import type { SchemaSummary } from "#src/api/robot-schemas.ts";

import { DrawnPose, NotBuilt } from "./pose-view.tsx";

/** How a robot schema says that its arm is built, drawn with every joint at zero, or as near to it as its limits let it. `document`: JSON text that was read without a fault. */
export function SchemaPose({ document, summary }: { document: string; summary: SchemaSummary }) {
  const build = useMemo(() => buildOf({ document, summary }), [document, summary]);
  const { kinematics } = build;
  if (kinematics === null) return <NotBuilt />;
  const count = summary.actionShape.at(-1) ?? 0;
  const values = Array.from({ length: count }, (_, index) => {
    const { lower, upper } = summary.limits[index] ?? { lower: null, upper: null };
    return Math.min(upper ?? 0, Math.max(lower ?? 0, 0));
  });
  const isZero = values.every((value) => value === 0);
  return (
    <DrawnPose
      build={{ ...build, kinematics }}
      values={values}
      note={isZero ? t`every joint at zero` : t`every joint as near to zero as its limits let it`}
    />
  );
}
