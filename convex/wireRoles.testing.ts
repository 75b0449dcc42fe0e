import { base64, pngOf } from "./cameras.testing";
import { so101 } from "./fixtures.testing";
import type { FunctionName } from "./openapi/operations";
import type { Args } from "./roles.testing";

// By hand: whom each function of the wire API answers, and with which arguments.

const none: Args = () => ({});
const robot: Args = ({ robotId }) => ({ robotId });
const wireSession: Args = ({ sessionId }) => ({ sessionId });

/** Who may call them is what the published description says of each (`openapi/operations.ts`). */
export const wire: Partial<Record<FunctionName, Args>> = {
  whoami: none,
  authorizeSession: ({ deploymentId }) => ({ deploymentId }),
  renewGrant: wireSession,
  promoteSession: wireSession,
  stopSession: wireSession,
  closeSession: wireSession,
  listInferenceSessions: none,
  createDeployment: () => ({ name: "d", modelId: "pi0.5" }),
  listDeployments: none,
  getDeployment: ({ deploymentId }) => ({ deploymentId }),
  runReadinessCheck: ({ deploymentId }) => ({ deploymentId }),
  checkReadiness: ({ deploymentId }) => ({ deploymentId }),
  registerRobotSchema: () => ({ name: "s", schema: so101 }),
  listRobotSchemas: none,
  registerRobot: ({ robotSchemaId }) => ({ name: "arm-8", robotSchemaId }),
  listRobots: none,
  createPairingToken: robot,
  revealPairing: () => ({ nonce: "0" }),
  heartbeatRobot: ({ robotId }) => ({ robotId, seq: 1e6 }),
  sendPicture: () => ({ camera: "front", picture: base64(pngOf()), takenAt: 0, sentAt: 0 }),
  watchRobot: robot,
  reportRunSummary: ({ sessionId }) => ({ sessionId, summary: { ok: true, steps: 1, appliedSteps: 0, safeStops: 0, errors: [] } }),
  listReceipts: none,
  getReceiptChain: none,
  listReceiptCheckpoints: none,
  getReceipt: ({ receiptId }) => ({ receiptId }),
};
