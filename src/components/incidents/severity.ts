/** How grave an incident is, the gravest first: the server's number is the place in this list. */
export const severities = ["critical", "serious", "moderate", "minor"] as const;

export type Severity = (typeof severities)[number];

/** 0: an arm may move unseen. 1: an arm moved, or stopped by itself. 2: a run may be lost. 3 and more: somebody should look. */
export const severityOf = (severity: number): Severity => severities[Math.min(severity, severities.length - 1)] ?? "minor";
