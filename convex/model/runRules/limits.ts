/** More than this no close of a session should be held to. */
export const mostRules = 20;
export const mostRuns = 50;
export const shortestMs = 10 * 60_000;
export const longestMs = 7 * 24 * 3_600_000;
/** How far back the editor looks. */
export const pastMs = 7 * 24 * 3_600_000;
/** A window and a look back, and a day for clocks. */
export const signLifeMs = longestMs + pastMs + 24 * 3_600_000;
export const mostAtOnce = 100;
