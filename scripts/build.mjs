/** `npm run build`: the dashboard, the host, the simulated robot and the command line, where stale. */
import { buildAll } from "./lib/build.mjs";
import { ensureInstalled, say } from "./lib/workspace.mjs";

await ensureInstalled();
await buildAll();
say("Built: dist/ (dashboard), build/host.mjs, build/robot.mjs, build/reflex.mjs");
