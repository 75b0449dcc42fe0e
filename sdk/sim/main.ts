import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import {
  askForToken,
  connect,
  findRobot,
  pair,
  RobotAgent,
  robotsFolder,
  systemClock,
  wordsText,
  type AgentEvent,
  type PairingWords,
  type StoredRobot,
} from "../agent/index.ts";
import { armCameras } from "./camera.ts";
import { misbehave } from "./misbehave.ts";
import { readOptions, usage, type SimulatorOptions } from "./options.ts";
import { controlHz, SimulatedArm } from "./so101.ts";

const print = (text: string): void => void process.stdout.write(`${new Date().toISOString()} ${text}\n`);

function describe(event: AgentEvent): string {
  switch (event.kind) {
    case "session":
      return event.sessionId === null ? "no session" : `session ${event.sessionId}: dry run, nothing moves`;
    case "applying":
      return "APPLYING ACTIONS: the arm moves";
    case "fell":
      return `back to dry run (${event.reason})`;
    case "stop":
      return `software stop, session ${event.command.sessionId} version ${event.command.version}: holding position`;
    case "code":
      return `code for whoever stands here: ${event.code} (for ${Math.round(event.forMs / 1_000)} s). Somebody wants to promote.`;
    case "code_unshown":
      return `the code could not be shown: ${event.message}`;
    case "fault":
      return `FAULT ${event.message}`;
    case "refused":
      return `refused by the server: ${event.reason}`;
    case "picture_failed":
      return `no picture of camera ${event.camera}: ${event.message}`;
    case "offline":
      return `no answer from the server: ${event.error instanceof Error ? event.error.message : String(event.error)}`;
    case "online":
      return "the server answers again";
  }
}

async function robotOf(options: SimulatorOptions): Promise<StoredRobot> {
  const folder = options.folder ?? robotsFolder();
  const pairing = {
    convexUrl: options.url,
    folder,
    hostname: options.hostname ?? undefined,
    onWords: (words: PairingWords) => print(wordsText(words)),
  };
  if (options.asks) {
    const token = await askForToken({
      convexUrl: options.url,
      hostname: options.hostname ?? hostname(),
      onRequest: ({ userCode, link }) => print(`waiting for an operator: code ${userCode}, ${link}`),
    });
    return pair({ ...pairing, token });
  }
  if (options.token !== null) return pair({ ...pairing, token: options.token });
  const known = await findRobot(folder, (robot) => robot.robotId === options.robotId);
  if (known === null) throw new Error(`No robot ${options.robotId} was paired here (${folder}).`);
  return options.movedTo === null ? known : { ...known, convexUrl: options.movedTo };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const robot = await robotOf(options);
  print(`paired as robot ${robot.robotId} at ${robot.convexUrl} (simulated SO-101)`);
  const arm = new SimulatedArm({
    seconds: () => systemClock.monotonicMs() / 1000,
    wait: (ms) => wait(ms),
    random: Math.random,
    latencyMs: options.latencyMs,
    faultAfterS: options.faultAfterS,
  });
  const agent = new RobotAgent(arm, misbehave(connect(robot), options, systemClock), {
    intervalMs: options.intervalMs,
    controlHz,
    cameras: options.cameras ? armCameras(arm) : {},
    clock: { ...systemClock, wallMs: () => systemClock.wallMs() + options.skewMs },
    onEvent: (event) => print(describe(event)),
  });
  const ending = new AbortController();
  process.once("SIGINT", () => ending.abort());
  process.once("SIGTERM", () => ending.abort());
  process.once("disconnect", () => ending.abort());
  await agent.run(ending.signal);
  print(`goodbye ${JSON.stringify(agent.summary)}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(1);
  },
);
