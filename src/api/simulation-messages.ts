/** What a page and the worker of its simulated robot say to each other. The token is a pairing token, good for one claim. */
export type ToSimulation = { kind: "start"; token: string; convexUrl: string } | { kind: "end" };
export type FromSimulation = { kind: "running" } | { kind: "ended" } | { kind: "code"; code: string } | { kind: "failed"; message: string };

/** What the machine of a robot that is simulated in a page calls itself. */
export const SIMULATED_HOSTNAME = "simulated in a browser tab";
