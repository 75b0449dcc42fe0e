import type { Doc } from "../../_generated/dataModel";

const unwell: readonly Doc<"robotStatus">["health"][] = ["fault", "safe_stop", "warning"];
const unheard: readonly Doc<"robotStatus">["link"][] = ["never", "late", "offline"];

type Asked = Pick<Doc<"robotStatus">, "link" | "health"> & Partial<Pick<Doc<"robotStates">, "pending" | "brokenRules">>;

/** Whether a person should look: what the console's list of the fleet gives a reason for, but for a pairing code that runs out. */
export const needsAttention = ({ link, health, pending = [], brokenRules = [] }: Asked): boolean =>
  link !== "retired" && (unheard.includes(link) || unwell.includes(health) || pending.length > 0 || brokenRules.length > 0);
