/** What a real robot runs, and what the simulated one is made of. */
export { type PairingWords, wordsText } from "./claim.ts";
export { askForToken, type PairingRequest } from "./ask.ts";
export { RobotAgent } from "./agent.ts";
export { systemClock, type Clock } from "./clock.ts";
export { findRobot, hashToken, robotsFolder, saveRobot, type StoredRobot } from "./credential.ts";
export type { FallReason } from "./lease.ts";
export type { Observation, RobotDriver } from "./policy.ts";
export { connect, pair } from "./connect.ts";
export type { AgentEvent, AgentOptions, Camera, PictureFacts, Transport } from "./transport.ts";
