import { readdir } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";

import type { Plugin } from "esbuild";

import { nativeScrypt } from "./native-scrypt.ts";

/** One server-function module found in a functions folder. */
interface ModuleFile {
  /** Path without extension, with forward slashes, as in `api.<path>`. */
  readonly modulePath: string;
  readonly file: string;
}

/** The file in which an app or a component mounts other components. */
const CONFIG = /(?:^|[/\\])convex\.config(?:\.[cm]?[jt]s)?$/;
const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/**
 * Lists the modules of a functions folder by the rules of the official tools: generated files, dot files,
 * tests and other names with several dots are not server functions.
 *
 * @throws if two files give the same module path.
 */
async function listModules(folder: string): Promise<ModuleFile[]> {
  const found = new Map<string, string>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // A component that lies inside of the app's folder is none of the app's modules.
  const components = entries
    .filter(({ name, parentPath }) => CONFIG.test(name) && parentPath !== folder)
    .map(({ parentPath }) => `${parentPath}${path.sep}`);
  for (const entry of entries) {
    if (!entry.isFile() || !SOURCE.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    if (components.some((component) => file.startsWith(component))) continue;
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
 * In a component's configuration, the import of another component stands for its place and name and not for its value; the
 * convex package expects that of whoever evaluates the configuration. All folders met this way are added to `folders`.
 */
function componentPlugin(root: string, folders: Set<string>): Plugin {
  return {
    name: "components",
    setup(build) {
      build.onResolve({ filter: CONFIG }, async (args) => {
        if (args.pluginData === "resolved" || args.namespace !== "file" || !CONFIG.test(args.importer)) return null;
        const { path: file, errors } = await build.resolve(args.path, {
          kind: args.kind,
          importer: args.importer,
          resolveDir: args.resolveDir,
          pluginData: "resolved",
        });
        if (errors.length > 0) return { errors };
        folders.add(path.dirname(file));
        return { path: file, namespace: "component" };
      });
      build.onLoad({ filter: CONFIG, namespace: "component" }, ({ path: file }) => ({
        contents: `import definition from ${JSON.stringify(file)};
export default { componentDefinitionPath: ${JSON.stringify(definitionName(root, path.dirname(file)))}, defaultName: definition._name };`,
        resolveDir: path.dirname(file),
        loader: "js",
      }));
    },
  };
}

const definitionName = (root: string, folder: string) => path.relative(root, folder).split(path.sep).join("/");

async function configFile(folder: string): Promise<string | null> {
  const name = (await readdir(folder)).find((file) => CONFIG.test(file) && SOURCE.test(file));
  return name === undefined ? null : path.join(folder, name);
}

/**
 * Bundles a folder of server functions, and the components that it mounts, into one script, which `loadFunctions` can evaluate
 * without esbuild and without the folder. The script is CommonJS, because its globals (`Date`, `process`, `Convex`, …) come in
 * as parameters.
 *
 * @param folder absolute or relative path of the functions folder, usually `convex`
 * @returns JavaScript text with an inline source map
 * @throws when esbuild reports an error, with its messages
 */
export async function bundleFunctions(folder: string): Promise<string> {
  const root = path.resolve(folder);
  // Loaded here and not at the top: a host that runs a ready bundle must start without esbuild.
  const esbuild = await import("esbuild").catch((error: unknown) => {
    throw new Error("Functions in a folder need esbuild: npm install esbuild, or serve a file that `bundle` made where it is.", {
      cause: error,
    });
  });
  const folders = new Set<string>();
  const build = async (contents: string): Promise<string> => {
    const built = await esbuild.build({
      stdin: { contents, resolveDir: root, sourcefile: "functions.js", loader: "js" },
      bundle: true,
      write: false,
      format: "cjs",
      platform: "browser",
      conditions: ["convex", "module"],
      target: "es2022",
      sourcemap: "inline",
      sourcesContent: false,
      sourceRoot: "",
      // Positions in errors then begin with the name of the functions folder.
      outfile: path.join(path.dirname(root), "bundle.cjs"),
      external: builtinModules.flatMap((name) => [name, `node:${name}`]),
      plugins: [componentPlugin(root, folders), nativeScrypt],
      logLevel: "silent",
    });
    const [output] = built.outputFiles;
    if (output === undefined) throw new Error("esbuild wrote no bundle");
    return output.text;
  };
  const config = await configFile(root);
  // Only the configurations say which folders have functions.
  if (config !== null) await build(`import ${JSON.stringify(config)};`);
  const imports: string[] = [];
  const definitions: string[] = [];
  for (const definition of [root, ...folders]) {
    const modules = await listModules(definition);
    if (modules.length === 0 && definition === root) throw new Error(`No server functions in ${root}`);
    const table = modules.map(({ modulePath, file }) => {
      imports.push(`import * as m${imports.length} from ${JSON.stringify(file)};`);
      return `${JSON.stringify(modulePath)}: m${imports.length - 1}`;
    });
    const mounts = await configFile(definition);
    if (mounts !== null) imports.push(`import m${imports.length} from ${JSON.stringify(mounts)};`);
    definitions.push(
      `${JSON.stringify(definitionName(root, definition))}: { config: ${mounts === null ? "null" : `m${imports.length - 1}`}, modules: { ${table.join(", ")} } }`,
    );
  }
  return build([...imports, `export const definitions = { ${definitions.join(", ")} };`].join("\n"));
}
