/** What must not happen later, and so is done only while the page is connected. */
const live = ["start", "promote", "extend", "approve", "mark", "close", "pair"] as const;

/** What a person does to a robot or its session from a page; the last two are tried by plain requests, connected or not. */
export type Act = (typeof live)[number] | "demote" | "stop";

/** What cannot be done from a page whose connection is so. */
export const outOfReach = (connection: "connecting" | "connected" | "lost"): readonly Act[] => (connection === "connected" ? [] : live);
