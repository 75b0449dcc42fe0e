/**
 * The TypeScript SDK as npm gets it: sdk/package.json with the sources bundled, their types, the licence and the README. It depends on
 * nothing at its install (docs/decisions/0010-sdk-package.md).
 */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, root, runQuietly } from "./workspace.mjs";

const entries = { index: "sdk/src/index.ts", agent: "sdk/agent/index.ts", cli: "sdk/cli/main.ts" };

/** Makes the package in `folder`, which is emptied first. Throws with what the compiler said when the types do not come out. */
export async function buildSdkPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "bin"), { recursive: true });
  const inputs = await bundleInto(join(folder, "dist"));
  await writeTypes(join(folder, "types"), "sdk", [entries.index, entries.agent]);
  const command = join(folder, "bin", "reflex.js");
  writeFileSync(command, '#!/usr/bin/env node\nimport "../dist/cli.js";\n');
  chmodSync(command, 0o755);
  copyFileSync(join(root, "sdk", "package.json"), join(folder, "package.json"));
  copyFileSync(join(root, "sdk", "README.md"), join(folder, "README.md"));
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(join(folder, "THIRD-PARTY.md"), thirdParty(inputs));
}

/** Answers the paths of all that went in, from the root of the checkout. */
async function bundleInto(outdir) {
  const esbuild = await import(pathToFileURL(join(root, "node_modules", "esbuild", "lib", "main.js")).href);
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
    // What ws takes when it is there, and does without otherwise.
    external: ["bufferutil", "utf-8-validate"],
    // A package inside is CommonJS and asks for Node's own modules.
    banner: { js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);' },
  });
  return [...new Set(Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs)))];
}

/** Writes the declarations of `sources`, which lie below `rootDir`, into `folder`. */
export async function writeTypes(folder, rootDir, sources) {
  const options = ["--declaration", "--emitDeclarationOnly", "--noEmit", "false", "--rootDir", rootDir, "--outDir", folder];
  const language = [
    "--target",
    "ES2023",
    "--lib",
    "ES2023,DOM,DOM.Iterable",
    "--types",
    "node",
    "--module",
    "ESNext",
    "--moduleResolution",
    "bundler",
  ];
  const strictness = ["--strict", "--verbatimModuleSyntax", "--allowImportingTsExtensions", "--skipLibCheck"];
  const { status, output } = await runQuietly(bin("tsc"), ["--ignoreConfig", ...sources, ...options, ...language, ...strictness]);
  if (status !== 0) throw new Error(`${output}\nThe types of ${rootDir} do not come out; see above.`);
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    if (!name.endsWith(".d.ts")) continue;
    const path = join(folder, name);
    // Beside a declaration file there is no TypeScript source.
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
  }
}

/** The licences of the packages that are inside, as each of them asks. */
export function thirdParty(inputs) {
  const names = [...new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const sections = names.map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    return `## ${name} ${version} (${license})\n${text}`;
  });
  return `# Packages inside\n\n${sections.join("\n")}`;
}
