import type { Doc, Id } from "../../_generated/dataModel";
import type { Standing } from "./evaluate";

// Pure. A robot that falls silent has a cause of its own, so that what opened because its heartbeats lacked a value ends with them:
// two incidents of one fact would be looked at twice.

type Status = Pick<Doc<"robotStatus">, "link" | "rules">;

/** What is kept of the rules once a robot is silent, and which of their incidents that ends; `null` where nothing changes. */
export function silencedBy(
  before: Status,
  after: Status,
): { rules: Standing[]; incidentIds: Id<"incidents">[]; ruleIds: Id<"alertRules">[] } | null {
  if (after.link !== "offline" || before.link === "offline") return null;
  const ended = (after.rules ?? []).flatMap(({ ruleId, missing }) =>
    missing?.incidentId == null ? [] : [{ ruleId, id: missing.incidentId }],
  );
  if (ended.length === 0) return null;
  const rules = (after.rules ?? []).map((standing) => {
    if (standing.missing?.incidentId == null) return standing;
    const { incidentId: _, ...missing } = standing.missing;
    return { ...standing, missing };
  });
  return { rules, incidentIds: ended.map(({ id }) => id), ruleIds: ended.map(({ ruleId }) => ruleId) };
}
