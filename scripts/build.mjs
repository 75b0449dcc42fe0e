/** `npm run build`: the dashboard, the documentation, the host, the simulated robot and the command line, where stale. */
import { relative } from "node:path";
import { buildAll } from "./lib/build.mjs";
import { ensureInstalled, root, say } from "./lib/workspace.mjs";

await ensureInstalled();
const { staticDir, docs } = await buildAll();
say(`Built: ${relative(root, staticDir)}/ (dashboard), ${relative(root, docs)}/, build/host.mjs, build/robot.mjs, build/reflex.mjs`);
