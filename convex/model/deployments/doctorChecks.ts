import type { Infer } from "convex/values";

import type { Doc } from "../../_generated/dataModel";
import { linkAt } from "../heartbeats/link";
import { greatestClockSkewMs, longestIntervalMs } from "../sessions/hopConditions";
import type { Draft } from "./deployments";
import type { doctorCheck } from "./shapes";
import { baseModelOf, probeLifeMs, type Worker } from "./workers";

// Pure: what the doctor says of what it looked at.

type Check = Infer<typeof doctorCheck>;

/** Everything the doctor looks at. */
export type Patient = {
  deployment: Draft;
  schema: Doc<"robotSchemas"> | null;
  robot: Doc<"robots"> | null;
  live: Doc<"robotStatus"> | null;
  paired: boolean;
  worker: Worker | "none_available";
  /** The worker's newest answer, `null` when it was never asked or none is needed. */
  probe: Doc<"workerProbes"> | null;
};

type Finding = Omit<Check, "name" | "checkedAt">;
const pass = (detail: string): Finding => ({ result: "pass", detail, fix: "" });
const warn = (detail: string, fix: string): Finding => ({ result: "warn", detail, fix });
const fail = (detail: string, fix: string): Finding => ({ result: "fail", detail, fix });
const skipped = (detail: string): Finding => ({ result: "skipped", detail, fix: "" });

type Named = [name: string, find: (patient: Patient, now: number) => Finding];

const deploymentChecks: Named[] = [
  ["model", ({ deployment }) => pass(`Runs ${deployment.modelId ?? `artifact ${String(deployment.artifactId)}`}.`)],
  [
    "worker",
    ({ deployment, worker, probe }, now) => {
      if (worker === "none_available") {
        const message = `No worker serves ${baseModelOf(deployment)} for the runtime ${deployment.runtime}.`;
        return fail(message, "Register an inference endpoint in the settings, or set workerUrl in the deployment's spec.");
      }
      if (worker.workerUrl === null) return pass("The policy runs on the robot's machine.");
      if (probe === null || now - probe.checkedAt >= probeLifeMs) {
        return warn(`${worker.workerUrl} was not asked in the last minutes.`, "Run the check again in a few seconds.");
      }
      if (probe.ok) return pass(`${worker.workerUrl}: ${probe.detail}`);
      return fail(`${worker.workerUrl}: ${probe.detail}`, "Start the worker, or register another one.");
    },
  ],
  [
    "robot schema",
    ({ schema }) =>
      schema === null
        ? fail("The deployment names no robot schema.", "Create a deployment that names one.")
        : pass(`${schema.name} version ${schema.version}.`),
  ],
  [
    "safe stop",
    ({ schema }) => {
      if (schema === null) return skipped("There is no schema to read it from.");
      const { safeStop } = schema.summary;
      if (safeStop !== null) return pass(`Explicit: ${safeStop.kind}.`);
      return fail("The schema has no explicit safe stop.", "Register a version with actions.action.safe_stop.");
    },
  ],
  [
    "action limits",
    ({ schema }) => {
      if (schema === null) return skipped("There is no schema to read them from.");
      const { limits } = schema.summary;
      const complete = limits.length > 0 && limits.every((limit) => limit.lower !== null && limit.upper !== null);
      if (complete) return pass(`All ${limits.length} action values have limits.`);
      return warn("Some action values have no limits.", "Register a version with actions.action.limits.");
    },
  ],
  [
    "control rate",
    ({ schema, live }) => {
      const controlHz = schema?.summary.controlHz ?? live?.controlHz ?? null;
      if (controlHz !== null) return pass(`${controlHz} Hz.`);
      return warn("The control rate is not known yet.", "Name control_hz in the schema, or report controlHz.");
    },
  ],
];

const robotChecks: Named[] = [
  [
    "robot",
    ({ robot, paired }) => {
      if (robot?.retiredAt !== null) return fail("The robot is retired.", "Use another robot.");
      return paired ? pass("Registered and paired.") : warn("No machine holds the robot's credential.", "Pair the robot's machine.");
    },
  ],
  [
    "schema match",
    ({ robot, deployment }) => {
      if (deployment.robotSchemaId === null) return warn("The deployment names no schema to compare.", "Name one.");
      return robot?.robotSchemaId === deployment.robotSchemaId
        ? pass("Robot and deployment use the same schema version.")
        : fail("Robot and deployment use different schema versions.", "Use a deployment made for this robot's schema.");
    },
  ],
  [
    "calibration",
    ({ robot }) => {
      if (robot === null || robot.calibrationId === null) {
        return warn("The robot names no calibration.", "Register it with calibrationId.");
      }
      return pass(robot.calibrationId);
    },
  ],
  [
    "link",
    ({ live }, now) => {
      const link = live === null || live.link === "offline" ? "offline" : linkAt(live.lastSeenAt, live.intervalMs, now);
      return link === "online"
        ? pass("The robot is online.")
        : fail(`The robot is ${link === "never" ? "not heard yet" : link}.`, "Start the robot's agent.");
    },
  ],
  [
    "health",
    ({ live }) => {
      const health = live?.health ?? "unknown";
      if (health === "ok") return pass("The robot reports no trouble.");
      if (health === "fault" || health === "safe_stop") return fail(`The robot reports ${health}.`, "Clear the fault.");
      return warn(`The robot's health is ${health}.`, "Look at the robot.");
    },
  ],
  [
    "heartbeat interval",
    ({ live }) => {
      if (live === null || live.lastSeenAt === null) return skipped("The robot was not heard yet.");
      return live.intervalMs <= longestIntervalMs
        ? pass(`Every ${live.intervalMs} ms.`)
        : fail(`Every ${live.intervalMs} ms is too slow to keep a lease.`, `Use ${longestIntervalMs} ms or less.`);
    },
  ],
  [
    "clock",
    ({ live }) => {
      const skew = live?.clockSkewMs ?? null;
      if (skew === null) return warn("The robot's clock is not known.", "Send sentAt with every heartbeat.");
      return Math.abs(skew) < greatestClockSkewMs
        ? pass(`Within ${Math.round(Math.abs(skew))} ms.`)
        : skew > 0
          ? fail(`Ahead by ${Math.round(skew)} ms.`, "Keep the robot's clock with NTP.")
          : fail(
              `Behind by ${Math.round(-skew)} ms, or its heartbeats take that long.`,
              "Keep the robot's clock with NTP; look at its round trip.",
            );
    },
  ],
];

export function checkAll(patient: Patient, now: number): Check[] {
  const named = (list: Named[], find: (named: Named) => Finding): Check[] =>
    list.map((entry) => ({ name: entry[0], ...find(entry), checkedAt: now }));
  const noRobot = () => skipped("Choose a robot to check this.");
  return [
    ...named(deploymentChecks, ([, find]) => find(patient, now)),
    ...named(robotChecks, ([, find]) => (patient.robot === null ? noRobot() : find(patient, now))),
  ];
}
