/** `npm run robot -- --token T [--url U]`: a simulated SO-101 on this machine. Options: sdk/sim/options.ts. */
import { buildRobot } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/workspace.mjs";
import { pathToFileURL } from "node:url";

await ensureInstalled();
await import(pathToFileURL(await buildRobot()).href);
