import { currentExecution } from "../calls/execution.ts";
import { type Log, messageOf } from "./log.ts";

/**
 * A promise or event handler that an action left behind may throw when nobody listens. That is the action's failure, and
 * must not end the host.
 *
 * @returns stops guarding
 */
export function guardProcess(log: Log): () => void {
  const onError = (kind: "uncaughtException" | "unhandledRejection") => (error: unknown) => {
    // The handler runs in the context of whatever threw, so it finds the action that did.
    currentExecution()?.fail(new Error(`${kind}: ${messageOf(error)}`));
    log("error", "uncaught", { message: messageOf(error), stack: error instanceof Error ? error.stack : undefined });
  };
  const onException = onError("uncaughtException");
  const onRejection = onError("unhandledRejection");
  // Whoever read the log is gone. To log that would fail again, and so on without end.
  const onLost = () => undefined;
  process.stderr.on("error", onLost);
  process.on("uncaughtException", onException);
  process.on("unhandledRejection", onRejection);
  return () => {
    process.stderr.off("error", onLost);
    process.off("uncaughtException", onException);
    process.off("unhandledRejection", onRejection);
  };
}
