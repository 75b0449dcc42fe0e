import type { Id } from "./_generated/dataModel";
import type { T } from "./fixtures.testing";

/** A stop that nobody asked for and that waits for somebody to look. */
export const insertIncident = (t: T, organizationId: Id<"organizations">, robotId: Id<"robots">) =>
  t.run((ctx) =>
    ctx.db.insert("incidents", {
      ...{
        organizationId,
        robotId,
        cause: "stop_unasked",
        isOfMotion: true,
        severity: 1,
        startedAt: 0,
        endedAt: null,
        ending: null,
        times: 1,
      },
      ...{ detail: "lease_expired", sessionId: null, deploymentId: null, steps: [] },
    }),
  );
