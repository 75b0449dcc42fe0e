/**
 * `npm run openapi`: writes docs/openapi.json, the document that every server answers `GET /openapi.json` with, as a console on this
 * machine does. `npm test` fails while the two differ (convex/openapi/document.test.ts).
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildOpenApi } from "./lib/build.mjs";
import { ensureInstalled, root, say } from "./lib/workspace.mjs";

await ensureInstalled();
const { openApiDocument } = await import(pathToFileURL(await buildOpenApi()).href);
writeFileSync(join(root, "docs", "openapi.json"), `${JSON.stringify(openApiDocument(), null, 2)}\n`);
say("Wrote docs/openapi.json");
