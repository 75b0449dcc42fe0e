/** One session from a schema to its receipt, with nothing but the client that oazapfts made of `/openapi.json`. */
import * as reflex from "./client.ts";

/** What a robot's machine gets when it claims its pairing token. */
export type PairedRobot = { robotId: string; credential: string };

export type Order = {
  /** Where the console answers, such as `http://127.0.0.1:3210`. */
  url: string;
  /** `rfx_...` of an operator. */
  apiKey: string;
  /** The robot schema, as JSON text or an object. */
  schema: unknown;
  /** Starts the robot's agent, which heartbeats with the robot's own credential; resolves with what ends it. */
  startRobot: (robot: PairedRobot) => Promise<() => Promise<void>>;
};

type Called = { status: "success"; value: { ok: boolean } } | reflex.FunctionError;
type Value<T> = T extends { status: "success"; value: infer V } ? V : never;
type Done<T> = Extract<Value<T>, { ok: true }>;

/** The value of a call. Throws what the function threw, with its typed code. */
async function valueOf<T extends Called>(call: Promise<T>): Promise<Value<T>> {
  const answer = await call;
  if (answer.status === "success") return answer.value as Value<T>;
  throw new Error(`${answer.errorData?.code ?? "server_error"}: ${answer.errorMessage}`);
}

/** The value of a call that must not be refused. */
async function done<T extends Called>(call: Promise<T>): Promise<Done<T>> {
  const value = await valueOf(call);
  if (!value.ok) throw new Error(`Refused: ${JSON.stringify(value)}`);
  return value as Done<T>;
}

/** Promotes as soon as the server finds nothing unmet. A refusal changed nothing, so asking again is safe; silence would not be. */
async function promoteWhenReady(args: reflex.PromoteSessionArgs) {
  let said = "";
  for (let tries = 0; ; tries++) {
    const answer = await valueOf(reflex.promoteSession({ args }));
    if (answer.ok) return { answer, tries };
    const unmet = "unmet" in answer ? (answer.unmet ?? []) : [];
    if (answer.reason !== "not_ready" || tries === 200) throw new Error(`Refused: ${JSON.stringify(answer)}`);
    const missing = unmet.map(({ code, fix }) => `${code}: ${fix}`).join("\n");
    if (missing !== said) console.log(missing);
    said = missing;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Runs it; answers with what each step came to. */
export async function runSession({ url, apiKey, schema, startRobot }: Order) {
  reflex.defaults.baseUrl = url;
  const { account } = await done(reflex.whoami({ args: { apiKey } }));
  const { id: robotSchemaId } = await done(reflex.registerRobotSchema({ args: { apiKey, name: "so101", schema, robotKind: "so101" } }));
  const { id: deploymentId } = await done(
    reflex.createDeployment({ args: { apiKey, name: "pick-and-place", modelId: "pi0.5", robotSchemaId } }),
  );
  const { id: robotId } = await done(
    reflex.registerRobot({ args: { apiKey, name: "arm-1", robotSchemaId, emergencyStopLocation: "bench 1" } }),
  );
  const { token } = await done(reflex.createPairingToken({ args: { apiKey, robotId, ttlSeconds: 600 } }));
  const { credential } = await done(reflex.claimPairingToken({ args: { token, hostname: "bench-pi" } }));
  const endRobot = await startRobot({ robotId, credential });
  try {
    const grant = await done(reflex.authorizeSession({ args: { apiKey, deploymentId, robotId, clientSessionId: "run-1" } }));
    const { sessionId } = grant;
    const doctor = await done(reflex.runReadinessCheck({ args: { apiKey, deploymentId, robotId } }));
    const { answer: promoted, tries } = await promoteWhenReady({ apiKey, sessionId, budgetSeconds: 60 });
    const closed = await done(reflex.closeSession({ args: { apiKey, sessionId, reason: "task_done" } }));
    const { receipts } = await done(reflex.listReceipts({ args: { apiKey, deploymentId } }));
    return { account, doctor, grant, promoted, tries, closed, receipts };
  } finally {
    await endRobot();
  }
}
