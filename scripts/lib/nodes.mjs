/** Other versions of Node than the one that runs this, as npm brings them. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fail, root, runQuietly, say } from "./workspace.mjs";

/**
 * The path of a Node binary, fetched once from npm's `node-<platform>-<arch>` packages into build/nodes/.
 * @param {string} version a version, a major version, or `latest`
 * @returns {Promise<string>}
 */
export async function nodeBinary(version) {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const exact = await runQuietly("npm", ["view", `${name}@${version}`, "version", "--json"], { shell: process.platform === "win32" });
  if (exact.status !== 0) fail(`${exact.output}\nThere is no ${name}@${version}, or npm's registry cannot be reached.`);
  const found = JSON.parse(exact.output);
  const newest = Array.isArray(found) ? found.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1) : found;
  const folder = join(root, "build", "nodes", newest);
  const binary = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    say(`Fetching Node ${newest}, once ...`);
    mkdirSync(folder, { recursive: true });
    const { status, output } = await runQuietly(
      "npm",
      ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `${name}@${newest}`],
      {
        shell: process.platform === "win32",
      },
    );
    if (status !== 0) fail(`${output}\nNode ${newest} could not be fetched; see above.`);
  }
  return binary;
}
