import type * as publicApi from "../publicApi";

type Functions = { [Name in keyof typeof publicApi]: (typeof publicApi)[Name] extends { isConvexFunction: true } ? Name : never };

/** The functions of the documented wire. */
export type FunctionName = Functions[keyof Functions];

/** What a person reads about one function. `key`: the least role of an API key; null: none is needed. `robot`: a robot's own credential will do. */
export type OperationText = {
  tag: "Account" | "Deployments" | "Robots" | "Pairing" | "Sessions" | "Heartbeats" | "Receipts";
  summary: string;
  description?: string;
  key: "viewer" | "operator" | null;
  robot: boolean;
  /** Optional fields that its examples show. */
  shown?: readonly string[];
};

const viewer = { key: "viewer", robot: false } as const;
const operator = { key: "operator", robot: false } as const;
const viewerOrRobot = { key: "viewer", robot: true } as const;
const operatorOrRobot = { key: "operator", robot: true } as const;
const robotAlone = { key: null, robot: true } as const;
const nobody = { key: null, robot: false } as const;

/** One row for each function; one without does not compile. */
export const operations: Record<FunctionName, OperationText> = {
  whoami: { tag: "Account", ...viewerOrRobot, summary: "Say whom the key acts for" },
  startDeviceLogin: {
    ...{ tag: "Account", ...nobody, summary: "Ask for an API key for this machine" },
    description:
      "Show `userCode` to a person, who approves it in the dashboard; then poll with `deviceCode`, which is secret. Lives 10 minutes.",
  },
  pollDeviceLogin: {
    ...{ tag: "Account", ...nobody, summary: "Get the API key once somebody approved the code" },
    description: "The key is given once.",
  },
  createDeployment: {
    ...{ tag: "Deployments", ...operator, summary: "Create a deployment of a model" },
    description: "Needs `modelId` or `artifactId`. `mode` is the default of its sessions, which start as dry runs whatever it says.",
    shown: ["modelId", "robotSchemaId", "spec"],
  },
  listDeployments: { tag: "Deployments", ...viewer, summary: "List the deployments" },
  getDeployment: { tag: "Deployments", ...viewer, summary: "Get a deployment" },
  runReadinessCheck: {
    ...{ tag: "Deployments", ...operator, summary: "Run the doctor of a deployment" },
    description:
      "A list of named checks, each with result, reason, fix and age. With `robotId` it looks at that robot too. A worker that was not asked lately is asked afterwards.",
    shown: ["robotId"],
  },
  checkReadiness: {
    ...{ tag: "Deployments", ...operator, summary: "Ask the deployment's worker, then run the doctor" },
    description: "`runReadinessCheck` as an action: calls the worker (up to 5 s), then runs every check.",
    shown: ["robotId"],
  },
  registerRobotSchema: {
    ...{ tag: "Robots", ...operator, summary: "Register a version of a robot schema" },
    description: "Versions are immutable: the same name again makes the next version.",
    shown: ["robotKind"],
  },
  listRobotSchemas: { tag: "Robots", ...viewer, summary: "List the robot schemas" },
  registerRobot: { tag: "Robots", ...operator, summary: "Register a robot", shown: ["emergencyStopLocation"] },
  listRobots: { tag: "Robots", ...viewer, summary: "List the robots with what they report now" },
  createPairingToken: {
    ...{ tag: "Pairing", ...operator, summary: "Make a single-use pairing token for a robot's machine" },
    description: "The secret is given this once.",
    shown: ["ttlSeconds"],
  },
  claimPairingToken: {
    ...{ tag: "Pairing", ...nobody, summary: "Turn a pairing token into the robot's own credential" },
    description: "The token is the permission. Of any number of claims exactly one succeeds. Pairing again revokes the earlier credential.",
    shown: ["hostname", "agentVersion"],
  },
  revealPairing: {
    ...{ tag: "Pairing", ...robotAlone, summary: "Show the words that a person compares" },
    description:
      "After a claim with a `commitment`: its nonce. The pair page then shows the three words that the machine computes and shows too.",
  },
  startPairingRequest: {
    ...{ tag: "Pairing", ...nobody, summary: "Ask to be paired, from the robot's machine" },
    description:
      "Show `userCode` to a person, who says in the dashboard which robot this machine is; then poll with `requestCode`, which is secret. Lives 10 minutes.",
    shown: ["hostname", "agentVersion"],
  },
  pollPairingRequest: {
    ...{ tag: "Pairing", ...nobody, summary: "Get a pairing token once somebody approved the request" },
    description: "The token is given once and lives 60 s: claim it at once.",
  },
  authorizeSession: {
    ...{ tag: "Sessions", ...operatorOrRobot, summary: "Open a session and get its grant" },
    description: 'Idempotent by `clientSessionId`. `mode: "apply_actions"` still starts as a dry run: applying is a promotion of its own.',
    shown: ["deploymentId", "robotId", "clientSessionId"],
  },
  renewGrant: { tag: "Sessions", ...operatorOrRobot, summary: "Get a new token for an open session" },
  promoteSession: {
    ...{ tag: "Sessions", ...operatorOrRobot, summary: "Let a session's actions move the robot, or go back to a dry run" },
    description:
      'A physical act: never repeat one that got no answer before `listInferenceSessions` says what became of it. A refusal names every unmet condition with its fix. `mode: "dry_run"` goes back, always. A robot may take itself back, never promote itself.',
    shown: ["mode", "budgetSeconds", "actionBudget"],
  },
  stopSession: {
    ...{ tag: "Sessions", ...viewerOrRobot, summary: "Ask for a software stop" },
    description:
      "Not an emergency stop. Repeat with the same `sentAt` until `stop.acknowledgedAt` is set: repeats of one press are one stop.",
    shown: ["sentAt", "reason"],
  },
  closeSession: {
    ...{ tag: "Sessions", ...operatorOrRobot, summary: "Close a session and write its receipt" },
    description: "Stops first when actions are applied. Closed is final.",
    shown: ["reason"],
  },
  listInferenceSessions: { tag: "Sessions", ...viewerOrRobot, summary: "List the sessions, newest first, at most 200" },
  heartbeatRobot: {
    ...{ tag: "Heartbeats", ...operatorOrRobot, summary: "Report a robot and hear its orders" },
    description: "The answer brings the session, its mode, version and lease, and any stop: a robot with nothing but HTTP obeys them.",
    shown: ["sessionId", "sentAt", "intervalMs", "mode", "state", "steps", "inferenceMs"],
  },
  sendPicture: {
    ...{ tag: "Heartbeats", ...robotAlone, summary: "Send a picture of one of the robot's cameras" },
    description:
      "Name the cameras in every heartbeat first. Live pictures are taken while somebody looks, which `picturesUntil` of a heartbeat's answer says, and at most one a second of a camera: otherwise `not_wanted`, `rate_limited` with `retryAfterMs`, `unknown_camera`. With `moment` the picture is kept with the run, at most 12 of a camera (`moments_full`), until two minutes after its end (`session_over`). What is no picture is the error `invalid`.",
    shown: ["moment"],
  },
  watchRobot: {
    ...{ tag: "Heartbeats", ...viewerOrRobot, summary: "See a robot's orders" },
    description: "For an agent on a socket: subscribe to it with the robot's credential and hear of a stop at once.",
  },
  reportRunSummary: {
    ...{ tag: "Heartbeats", ...operatorOrRobot, summary: "Report the robot's own account of a run" },
    description: "Kept with the receipt; accepted while the session is open.",
  },
  listReceipts: { tag: "Receipts", ...viewer, summary: "List the receipts, newest first, at most 200", shown: ["deploymentId", "limit"] },
  getReceiptChain: {
    ...{ tag: "Receipts", ...viewer, summary: "Read the chain of receipts with its keys and its signed end, at most 200 links" },
    description:
      "`checkpoint` is the server's signature on where the chain ends: a file that holds it cannot lose its end unnoticed. `docs/receipts.md` states the format.",
    shown: ["after"],
  },
  listReceiptCheckpoints: {
    ...{ tag: "Receipts", ...viewer, summary: "List the daily signed checkpoints, newest first, at most 200" },
    description:
      "One a day (UTC), each the server's signature on where the chain then ended. Published elsewhere, it shows whether an export later lost receipts: `reflex receipts verify --checkpoint`.",
    shown: ["limit"],
  },
  getReceipt: {
    ...{ tag: "Receipts", ...viewer, summary: "Get a receipt with what verifies it" },
    description: "`receipt` and `publicKey` prove it: `reflex receipts verify` does the arithmetic.",
  },
};
