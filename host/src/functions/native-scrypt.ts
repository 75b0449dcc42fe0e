import type { Plugin } from "esbuild";

/**
 * Node's own works on a thread of its pool; options that it does not know, or refuses, are the library's to answer. Two at a time: the pool
 * has four threads, which read files too.
 */
const wrapped = (library: string): string => `import { scrypt as native } from "node:crypto";
import * as library from ${JSON.stringify(library)};
export const scrypt = library.scrypt;
const waiting = [];
let running = 0;
async function inTurn(work) {
  if (running < 2) running += 1;
  else await new Promise((go) => waiting.push(go));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
export function scryptAsync(password, salt, options) {
  const { N, r, p, dkLen = 32, maxmem = 1024 ** 3 + 1024, onProgress } = options ?? {};
  if (onProgress !== undefined) return library.scryptAsync(password, salt, options);
  return inTurn(() => new Promise((resolve, reject) => {
    try {
      native(password, salt, dkLen, { N, r, p, maxmem }, (error, key) => (error === null ? resolve(new Uint8Array(key)) : reject(error)));
    } catch {
      resolve(library.scryptAsync(password, salt, options));
    }
  }));
}
`;

/**
 * `scryptAsync` of `@noble/hashes` in server functions: the same key, without the thread that all calls share. In JavaScript one
 * password holds that thread for 0.1 to 0.3 s, and everybody's heartbeats and stops with it.
 */
export const nativeScrypt: Plugin = {
  name: "native-scrypt",
  setup(build) {
    build.onResolve({ filter: /^@noble\/hashes\/scrypt(?:\.js)?$/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === "library") return null;
      const { path: library, errors } = await build.resolve(path, { kind, importer, resolveDir, pluginData: "library" });
      return errors.length > 0 ? { errors } : { path: library, namespace: "native-scrypt" };
    });
    build.onLoad({ filter: /./, namespace: "native-scrypt" }, ({ path }) => ({ contents: wrapped(path), loader: "js", resolveDir: "/" }));
  },
};
