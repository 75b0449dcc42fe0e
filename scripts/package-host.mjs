/**
 * `npm run package-host [-- --out FOLDER]`: makes the host as npm gets it, and the tarball that `npm install FILE` takes.
 * stdout carries the tarball's path.
 */
import { join, resolve } from "node:path";
import { buildHostPackage } from "./lib/host-package.mjs";
import { ensureInstalled, fail, parseArguments, root, runQuietly, say } from "./lib/workspace.mjs";

const { out } = parseArguments(process.argv.slice(2), { values: ["out"] });
const folder = resolve(out ?? join(root, "build", "host-package"));

await ensureInstalled();
const packageFolder = join(folder, "package");
await buildHostPackage(packageFolder).catch((error) => fail(error instanceof Error ? error.message : String(error)));
const { status, output } = await runQuietly("npm", ["pack", packageFolder, "--pack-destination", folder, "--json", "--loglevel", "error"]);
if (status !== 0) fail(`${output}\nnpm pack failed; see above.`);
const [{ filename, entryCount, unpackedSize }] = Object.values(JSON.parse(output));
say(`${entryCount} files, ${Math.round(unpackedSize / 1024)} KB`);
process.stdout.write(`${join(folder, filename)}\n`);
