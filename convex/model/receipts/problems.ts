// Pure: which receipts are worth a look.

/** Ends that somebody asked for; any other end is a reason to look. */
const ordinaryEnds = new Set(["operator_closed", "sdk_closed", "completed", "task_done", "done"]);

type Signs = { safeStops: number; errorCount: number; closeReason: string };
export const isProblemOf = ({ safeStops, errorCount, closeReason }: Signs): boolean =>
  safeStops > 0 || errorCount > 0 || !ordinaryEnds.has(closeReason);
