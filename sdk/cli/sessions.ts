import { createInterface } from "node:readline/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type Command, Option } from "commander";
import {
  authorizeSession,
  closeSession,
  listRobots,
  listSessions,
  promoteSession,
  stopSession,
  type Mode,
  type SessionStatus,
} from "../src/index.ts";
import { type Common, leaf, modeOption, overridesOf, wholeNumber } from "./command.ts";
import { exitStatus, facts, isInteractive, line, note, paint, type Result, table, time } from "./io.ts";

type AuthorizeOptions = Common & {
  deploymentId?: string;
  robotId?: string;
  artifactId?: string;
  baseModel?: string;
  runtime?: string;
  mode?: Mode;
  clientSessionId?: string;
};

async function authorize({ json: _json, apiKey, convexUrl, ...fields }: AuthorizeOptions): Promise<Result> {
  const value = await authorizeSession({ ...fields, apiKey, convexUrl });
  if (!value.ok) return { value, text: "" };
  const { sessionId, expiresAt, workerUrl, token } = value;
  return { value, text: facts({ session: sessionId, "grant expires": time(expiresAt), worker: workerUrl, token }) };
}

type PromoteOptions = Common & { mode: Mode; budgetSeconds?: number; actions?: number; yes?: boolean };

async function promote(options: PromoteOptions, sessionId: string): Promise<Result> {
  if (options.mode === "apply_actions" && options.yes !== true && isInteractive()) {
    const [{ sessions }, { robots }] = await Promise.all([listSessions(overridesOf(options)), listRobots(overridesOf(options))]);
    const ask = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await ask.question(promoteQuestion(sessionId, sessions, robots as unknown as RobotRow[]));
    ask.close();
    if (answer.trim() !== "yes") return { value: { ok: false, reason: "not_confirmed" }, text: "Nothing was sent.", status: exitStatus.no };
  }
  const { mode: wanted, budgetSeconds, actions: actionBudget } = options;
  const value = await promoteSession(sessionId, { mode: wanted, budgetSeconds, actionBudget, ...overridesOf(options) });
  const { mode, budgetEndsAt } = value as { mode?: string; budgetEndsAt?: number };
  return { value, text: facts({ mode, "applies until": time(budgetEndsAt), version: value["version"] }) };
}

type Stop = {
  sentAt: number;
  acceptedAt: number | null;
  acknowledgedAt: number | null;
  motionZeroAt: number | null;
  emergencyStopLocation: string | null;
};

/** Repeats one press until the robot has obeyed it; says so loudly when it has not. */
async function stop(options: Common & { timeout: number; reason?: string }, sessionId: string): Promise<Result> {
  const sentAt = Date.now();
  const until = sentAt + options.timeout * 1_000;
  for (;;) {
    // A request that got no answer is repeated like one that was not obeyed yet: asking twice stops once.
    const value = await stopSession(sessionId, { sentAt, reason: options.reason, ...overridesOf(options) }).catch((error: unknown) => {
      if (Date.now() > until) throw error;
      note(error instanceof Error ? error.message : String(error));
      return null;
    });
    if (value !== null && value["ok"] === false) return { value, text: "" };
    const facts4 = (value?.["stop"] ?? null) as Stop | null;
    if (facts4?.motionZeroAt) return { value, text: `${shown(facts4)}\n${paint("green", "Stopped: the robot reports no motion.")}` };
    if (Date.now() > until) {
      const where = facts4?.emergencyStopLocation;
      const warning = `NOT CONFIRMED. Use the hardware emergency stop${where ? ` at: ${where}` : ""}. A software stop is not a safety function.`;
      return { value, text: `${facts4 === null ? "" : `${shown(facts4)}\n`}${paint("red", warning)}`, status: exitStatus.no };
    }
    await wait(250);
  }
}

const shown = (stopped: Stop): string =>
  facts({
    sent: time(stopped.sentAt),
    "accepted by the server": time(stopped.acceptedAt) || "not yet",
    "acknowledged by the robot": time(stopped.acknowledgedAt) || "not yet",
    "motion reported zero": time(stopped.motionZeroAt) || "not yet",
  });

type RobotRow = { id: string; name: string; emergencyStopLocation: string };

/** Which arm it is, as the fleet calls it, and where a hand finds its emergency stop. Of a session that is not among those listed, neither. */
export function promoteQuestion(
  sessionId: string,
  sessions: readonly { _id: string; robotId?: unknown }[] = [],
  robots: readonly RobotRow[] = [],
): string {
  const robotId = sessions.find(({ _id }) => _id === sessionId)?.robotId;
  const robot = robots.find(({ id }) => id === robotId);
  const which =
    robot === undefined ? "The arm will move." : `${robot.name} will move. Its hardware emergency stop: ${robot.emergencyStopLocation}.`;
  return `${which} Is everybody clear of it? Type yes: `;
}

type Row = { id: string; name: string; status: { link: string; mode: string; health: string; sessionId: string | null } | null };

/** One line whenever something changes, until the session is closed. */
async function watch(options: Common & { interval: number; for?: number }, sessionId: string): Promise<Result> {
  const until = options.for === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.for * 1_000;
  let last = "";
  for (;;) {
    const [listed, robots] = await Promise.all([listSessions(overridesOf(options)), listRobots(overridesOf(options))]);
    if ((listed as { ok?: boolean }).ok === false) return { value: listed, text: "" };
    const session = listed.sessions.find(({ _id }) => _id === sessionId);
    if (session === undefined)
      return { value: { ok: false, reason: "not_found" }, text: "No such session among the newest 200.", status: exitStatus.no };
    const robot = (robots.robots as unknown as Row[]).find(({ id }) => id === session["robotId"]);
    const { status, mode, closeReason } = session;
    const seen = { status, mode, closeReason, link: robot?.status?.link, health: robot?.status?.health, robotMode: robot?.status?.mode };
    if (JSON.stringify(seen) !== last) {
      last = JSON.stringify(seen);
      const at = new Date().toISOString();
      const words = [status, mode, closeReason, robot && `${robot.name} ${robot.status?.link ?? ""} ${robot.status?.health ?? ""}`];
      line(options.json === true ? JSON.stringify({ at, ...seen }) : `${paint("dim", at)}  ${words.filter(Boolean).join("  ")}`);
    }
    if (status === "closed" || Date.now() >= until) return { value: session, text: "", streamed: true };
    await wait(options.interval * 1_000);
  }
}

/** `sessions …`. */
export function addSessions(program: Command): void {
  const sessions = program.command("sessions").description("Sessions: one run of a deployment on a robot");

  leaf<Common & { status?: SessionStatus }>(sessions, "list", "List the sessions, newest first", async (options) => {
    const value = await listSessions({ status: options.status, ...overridesOf(options) });
    return {
      value,
      text: table(
        value.sessions ?? [],
        {
          ID: ({ _id }) => _id,
          MODEL: ({ baseModel }) => baseModel,
          STATUS: ({ status }) => status,
          MODE: ({ mode }) => mode,
          CREATED: ({ createdAt }) => time(createdAt),
          ENDED: ({ endedAt }) => time(endedAt),
          REASON: ({ closeReason }) => closeReason,
        },
        "No sessions.",
      ),
    };
  }).addOption(new Option("--status <status>", "only these").choices(["authorized", "active", "closed"]));

  leaf<AuthorizeOptions>(sessions, "authorize", "Open a session: it starts as a dry run, nothing moves", authorize)
    .option("--deployment-id <id>", "what to run")
    .option("--robot-id <id>", "the robot to run it on")
    .option("--artifact-id <id>", "an artifact, where there is no deployment")
    .option("--base-model <model>", "pi0.5 unless said")
    .option("--runtime <runtime>", "where the policy runs; the deployment's unless said")
    .addOption(modeOption("dry_run unless said; a session starts dry either way"))
    .option("--client-session-id <id>", "the same id gets the same session");

  leaf<PromoteOptions>(sessions, "promote <sessionId>", "Let the session's actions reach the arm (asks first in a terminal)", promote)
    .addOption(modeOption("dry_run goes back").default("apply_actions"))
    .option("--budget-seconds <seconds>", "apply for this long at most", wholeNumber(10, 14_400))
    .option("--actions <number>", "apply so many actions at most", wholeNumber(1, 1_000_000))
    .option("--yes", "do not ask");

  leaf(sessions, "demote <sessionId>", "Go back to a dry run at once; needs no confirmation", async (options, id = "") => {
    const value = await promoteSession(id, { mode: "dry_run", ...overridesOf(options) });
    return { value, text: facts({ mode: (value as { mode?: string }).mode }) };
  });

  leaf<Common & { timeout: number; reason?: string }>(
    sessions,
    "stop <sessionId>",
    "Software stop: repeats until the robot has obeyed",
    stop,
  )
    .option("--timeout <seconds>", "when to call it NOT CONFIRMED", wholeNumber(0, 600), 5)
    .option("--reason <words>", "kept with the stop");

  leaf<Common & { reason: string }>(
    sessions,
    "close <sessionId>",
    "Close a session; stops first when actions are applied",
    async (options, id = "") => {
      const value = await closeSession(id, { reason: options.reason, ...overridesOf(options) });
      return { value, text: facts({ status: value["status"], reason: value["closeReason"], receipt: value["receiptId"] }) };
    },
  ).option("--reason <reason>", "kept in the receipt", "sdk_closed");

  leaf<Common & { interval: number; for?: number }>(
    sessions,
    "watch <sessionId>",
    "A line whenever something changes, until it is closed",
    watch,
  )
    .option("--interval <seconds>", "how often to look", wholeNumber(1, 60), 1)
    .option("--for <seconds>", "end after this time", wholeNumber(1, 86_400));
}
