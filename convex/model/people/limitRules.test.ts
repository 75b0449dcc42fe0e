import fc from "fast-check";
import { expect, test } from "vitest";

import type { Id } from "../../_generated/dataModel";
import { bothLimits, limitBroken, type Limits } from "./limitRules";

const robot = fc.constantFrom(...["r1", "r2", "r3"].map((id) => id as Id<"robots">));
const deployment = fc.constantFrom(...["d1", "d2", "d3"].map((id) => id as Id<"deployments">));
const limits: fc.Arbitrary<Limits> = fc.record(
  { robots: fc.uniqueArray(robot), deployments: fc.uniqueArray(deployment) },
  { requiredKeys: [] },
);
const touched = fc.record({ robotId: fc.option(robot), deploymentId: fc.option(deployment) }, { requiredKeys: [] });

test("who has no limits may act on everything, also on a session without a robot", () => {
  fc.assert(
    fc.property(
      touched,
      (what) => limitBroken(null, what) === null && limitBroken(undefined, what) === null && limitBroken({}, what) === null,
    ),
  );
});

test("an empty list allows nothing of its kind, and says nothing of the other", () => {
  fc.assert(
    fc.property(robot, deployment, (robotId, deploymentId) => {
      expect(limitBroken({ robots: [] }, { robotId, deploymentId })).toBe("robot");
      expect(limitBroken({ deployments: [] }, { robotId, deploymentId })).toBe("deployment");
      expect(limitBroken({ robots: [] }, { deploymentId })).toBeNull();
    }),
  );
});

test("allowed is exactly what is on each list that there is, and nothing is on a list that is not named", () => {
  fc.assert(
    fc.property(limits, touched, (own, what) => {
      const ids = (list: readonly string[] | undefined, id: string | null | undefined) =>
        list === undefined || id === undefined || (id !== null && new Set(list).has(id));
      const isAllowed = ids(own.robots, what.robotId) && ids(own.deployments, what.deploymentId);
      expect(limitBroken(own, what) === null).toBe(isAllowed);
    }),
  );
});

test("what two limits allow together is what each of them allows", () => {
  fc.assert(
    fc.property(limits, limits, touched, (one, other, what) => {
      expect(limitBroken(bothLimits(one, other), what) === null).toBe(limitBroken(one, what) === null && limitBroken(other, what) === null);
    }),
  );
});

test("one robot more on a list never takes anything away", () => {
  fc.assert(
    fc.property(limits, robot, touched, (own, more, what) => {
      const wider = own.robots === undefined ? own : { ...own, robots: [...own.robots, more] };
      if (limitBroken(own, what) === null) expect(limitBroken(wider, what)).toBeNull();
    }),
  );
});
