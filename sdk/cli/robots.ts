import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { type Command, Option } from "commander";
import { renderUnicodeCompact } from "uqr";
import { askForToken, type PairingRequest } from "../agent/ask.ts";
import { claimRobot, wordsText } from "../agent/claim.ts";
import { readToken, robotsFolder } from "../agent/credential.ts";
import { createPairingToken, listRobots, listRobotSchemas, registerRobot, registerRobotSchema } from "../src/index.ts";
import { type Common, leaf, overridesOf, urlOf, wholeNumber } from "./command.ts";
import { exitStatus, note, paint, type Result, table, time } from "./io.ts";

type Status = { link: string; health: string; mode: string; lastSeenAt: number | null } | null;
type Robot = {
  id: string;
  name: string;
  robotSchemaName: string;
  retiredAt: number | null;
  paired: { hostname: string | null; at: number } | null;
  status: Status;
};

type PairOptions = Common & { ttlSeconds: number; wait?: boolean; qr: boolean };

async function pair(options: PairOptions, robotId: string): Promise<Result> {
  const value = await createPairingToken(robotId, { ttlSeconds: options.ttlSeconds, ...overridesOf(options) });
  if (value["ok"] === false) return { value, text: "" };
  const token = String(value["token"]);
  const expiresAt = Number(value["expiresAt"]);
  // The secret stands behind the #, which no server and no log ever sees.
  const link = `${urlOf(options)}/claim#token=${encodeURIComponent(token)}`;
  const lines = [
    ...(options.qr ? [renderUnicodeCompact(link, { border: 2 }), ""] : []),
    `Pairing code  ${paint("bold", token)}`,
    `Link          ${link}`,
    `Expires       ${time(expiresAt)}, works once`,
  ];
  if (options.wait !== true) return { value: { ...value, link }, text: lines.join("\n") };
  note(lines.join("\n"));
  const createdAt = Number(value["createdAt"]);
  // By the server's own span of time: this machine's clock may be off.
  const until = Date.now() + (expiresAt - createdAt);
  while (Date.now() < until) {
    const { robots } = await listRobots(overridesOf(options));
    const robot = (robots as unknown as Robot[]).find(({ id }) => id === robotId);
    if (robot?.paired && robot.paired.at >= createdAt)
      return {
        value: { ok: true, robotId, paired: robot.paired },
        text: `${robot.name} is paired with ${robot.paired.hostname ?? "a machine"}.`,
      };
    await wait(2_000);
  }
  return { value: { ok: false, reason: "expired" }, text: "Nobody claimed the code.", status: exitStatus.no };
}

function requestText({ userCode, link, expiresAt }: PairingRequest, hasQr: boolean): string {
  const lines = [
    `Code     ${paint("bold", userCode)}`,
    `Link     ${link}`,
    `Expires  ${time(expiresAt)}`,
    "Waiting until an operator reads it and says which robot this machine is.",
  ];
  return [...(hasQr ? [renderUnicodeCompact(link, { border: 2 }), ""] : []), ...lines].join("\n");
}

/** On the robot's own machine: its agent finds the credential under the same token. */
async function claim(options: Common & { hostname: string; qr: boolean }, given: string | undefined): Promise<Result> {
  const convexUrl = urlOf(options);
  const { hostname, qr } = options;
  const token =
    given === undefined
      ? await askForToken({ convexUrl, hostname, onRequest: (request) => note(requestText(request, qr)) })
      : readToken(given);
  const answer = await claimRobot({ token, convexUrl, folder: robotsFolder(), hostname });
  if (!answer.ok) return { value: answer, text: "" };
  const { robot, robotName, file, words, isTold } = answer;
  // Never the credential itself: it is in the file.
  return {
    value: { ok: true, robotId: robot.robotId, robotName, file, words, isTold },
    text: `${robot.robotId}  credential in ${file}\n${wordsText(answer)}`,
  };
}

/** `robots …`. */
export function addRobots(program: Command): void {
  const robots = program.command("robots").description("Robot schemas, robots and their pairing");

  leaf<Common & { name: string; schema?: string; robotKind?: string }>(
    robots,
    "register-schema [file]",
    "Register a version of a robot schema from a JSON or YAML file",
    async (options, file) => {
      const path = options.schema ?? file;
      if (path === undefined) return { value: { ok: false, reason: "no_file" }, text: "Name the schema's file.", status: exitStatus.usage };
      const value = await registerRobotSchema({ name: options.name, schema: path, robotKind: options.robotKind, ...overridesOf(options) });
      return { value, text: `${value.id}  version ${String(value["version"])}` };
    },
  )
    .requiredOption("--name <name>", "name of the schema")
    .option("--schema <file>", "the same as the argument")
    .option("--robot-kind <kind>", "kind of robot it describes");

  leaf(robots, "schemas", "List the robot schemas", async (options) => {
    const value = await listRobotSchemas(overridesOf(options));
    const columns = { ID: (row: { id: string }) => row.id, NAME: field("name"), VERSION: field("version"), KIND: field("robotKind") };
    return { value, text: table(value.robotSchemas ?? [], columns, "No robot schemas.") };
  });

  leaf<Common & { name: string; robotSchemaId: string; robotKind?: string; calibrationId?: string; emergencyStopLocation?: string }>(
    robots,
    "register",
    "Register a robot",
    async ({ name, robotSchemaId, robotKind, calibrationId, emergencyStopLocation, ...common }) => {
      const value = await registerRobot({ name, robotSchemaId, robotKind, calibrationId, emergencyStopLocation, ...overridesOf(common) });
      return { value, text: value.id };
    },
  )
    .requiredOption("--name <name>", "name of the robot")
    .requiredOption("--robot-schema-id <id>", "its schema")
    .option("--robot-kind <kind>", "kind of robot, such as so101")
    .option("--calibration-id <id>", "which calibration it runs with")
    .option("--emergency-stop-location <words>", "where its hardware emergency stop is, for a person on the floor");

  leaf<PairOptions>(robots, "pair <robotId>", "Show a pairing code, as text and as a QR code", pair)
    .option("--ttl-seconds <seconds>", "how long the code lives", wholeNumber(1, 86_400), 3_600)
    .option("--wait", "stay until a machine has claimed it")
    .option("--no-qr", "text only");

  leaf<Common & { hostname: string; qr: boolean }>(
    robots,
    "claim [token]",
    "Make this machine a robot's: with a pairing code, or by showing a code of its own to an operator",
    claim,
  )
    .addOption(new Option("--hostname <name>", "what the dashboard calls this machine").default(hostname(), "its own name"))
    .option("--no-qr", "text only")
    .addHelpText(
      "after",
      "\nThe code, or the link of the QR code; without it the machine shows a code that an operator reads with a phone. Needs no key. The robot's agent finds the credential by itself.",
    );

  leaf(robots, "list", "List the robots with what they report now", async (options) => {
    const value = await listRobots(overridesOf(options));
    return {
      value,
      text: table(
        (value.robots ?? []) as unknown as Robot[],
        {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          SCHEMA: ({ robotSchemaName }) => robotSchemaName,
          LINK: ({ status, paired }) => (paired === null ? "not paired" : status?.link),
          MODE: ({ status }) => status?.mode,
          HEALTH: ({ status }) => status?.health,
          "LAST SEEN": ({ status }) => time(status?.lastSeenAt),
        },
        "No robots.",
      ),
    };
  });
}

const field =
  (name: string) =>
  (row: Record<string, unknown>): unknown =>
    row[name];
