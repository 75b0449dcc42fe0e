import { readdir } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";

/** One server-function module found in a functions folder. */
interface ModuleFile {
  /** Path without extension, with forward slashes, as in `api.<path>`. */
  readonly modulePath: string;
  readonly file: string;
}

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/**
 * Lists the modules of a functions folder by the rules of the official tools: generated files, dot files,
 * tests and other names with several dots are not server functions.
 *
 * @throws if two files give the same module path.
 */
async function listModules(folder: string): Promise<ModuleFile[]> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !SOURCE.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file).split(path.sep).join("/");
    const isSkippedFolder = /(?:^|\/)(?:_generated|_deps|node_modules|\.[^/]*)\//.test(relative);
    if (isSkippedFolder || entry.name.startsWith(".") || entry.name.startsWith("#")) continue;
    const modulePath = relative.replace(SOURCE, "");
    if (modulePath !== "auth.config" && path.basename(modulePath).includes(".")) continue;
    const twin = found.get(modulePath);
    if (twin !== undefined) throw new Error(`Two files give the module "${modulePath}": ${twin} and ${file}`);
    found.set(modulePath, file);
  }
  return [...found].map(([modulePath, file]) => ({ modulePath, file })).sort((a, b) => (a.modulePath < b.modulePath ? -1 : 1));
}

/**
 * Bundles a folder of server functions into one script, which `loadFunctions` can evaluate without esbuild and without
 * the folder. The script is CommonJS, because its globals (`Date`, `process`, `Convex`, …) come in as parameters.
 *
 * @param folder absolute or relative path of the functions folder, usually `convex`
 * @returns JavaScript text with an inline source map
 * @throws when esbuild reports an error, with its messages
 */
export async function bundleFunctions(folder: string): Promise<string> {
  const root = path.resolve(folder);
  const modules = await listModules(root);
  if (modules.length === 0) throw new Error(`No server functions in ${root}`);
  const imports = modules.map(({ file }, n) => `import * as m${n} from ${JSON.stringify(file)};`);
  const table = modules.map(({ modulePath }, n) => `${JSON.stringify(modulePath)}: m${n}`);
  // Loaded here and not at the top: a host that runs a ready bundle must start without esbuild.
  const esbuild = await import("esbuild");
  const built = await esbuild.build({
    stdin: { contents: [...imports, `export const modules = { ${table.join(", ")} };`].join("\n"), resolveDir: root, sourcefile: "functions.js", loader: "js" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "browser",
    conditions: ["convex", "module"],
    target: "es2022",
    sourcemap: "inline",
    sourcesContent: false,
    sourceRoot: "",
    outfile: path.join(root, "bundle.cjs"),
    external: builtinModules.flatMap((name) => [name, `node:${name}`]),
    logLevel: "silent",
  });
  const [output] = built.outputFiles;
  if (output === undefined) throw new Error("esbuild wrote no bundle");
  return output.text;
}
