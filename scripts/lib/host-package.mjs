/**
 * The host as npm gets it: host/package.json with the sources bundled, their types, the sample, the files for operation, the licence and the
 * README. The one package that it cannot hold in its own files, SQLite as WebAssembly, lies inside of it as a bundled dependency.
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { thirdParty, writeTypes } from "./sdk-package.mjs";
import { root } from "./workspace.mjs";

const command = `#!/usr/bin/env node
import { main } from "../dist/cli.js";

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(\`\${error instanceof Error ? error.message : String(error)}\\n\`);
  process.exit(1);
});
`;

/** Makes the package in `folder`, which is emptied first. Throws with what the compiler said when the types do not come out. */
export async function buildHostPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "bin"), { recursive: true });
  const esbuild = await import(pathToFileURL(join(root, "node_modules", "esbuild", "lib", "main.js")).href);
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { index: "host/src/index.ts", cli: "host/src/cli.ts" },
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
    external: ["bufferutil", "utf-8-validate", "esbuild", "node-sqlite3-wasm"],
    // ws is CommonJS and asks for Node's own modules.
    banner: { js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);' },
  });
  await writeTypes(join(folder, "types"), "host/src", ["host/src/index.ts"]);
  const bin = join(folder, "bin", "convex-compatible-host.js");
  writeFileSync(bin, command);
  chmodSync(bin, 0o755);
  for (const name of ["sample", "operations"]) cpSync(join(root, "host", name), join(folder, name), { recursive: true });
  for (const name of ["package.json", "README.md"]) copyFileSync(join(root, "host", name), join(folder, name));
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  cpSync(join(root, "node_modules", "node-sqlite3-wasm"), join(folder, "node_modules", "node-sqlite3-wasm"), { recursive: true });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  writeFileSync(join(folder, "THIRD-PARTY.md"), thirdParty([...new Set(inputs), "node_modules/node-sqlite3-wasm/package.json"]));
}
