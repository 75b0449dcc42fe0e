import { cpSync, existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { bundleFunctions } from "./functions/bundle.ts";

/**
 * Puts a small app into a folder to begin with: functions, a client and a package.json.
 *
 * @returns the names of what it made
 * @throws when one of them is there already; nothing is then made
 */
export function createSample(folder: string): readonly string[] {
  const sample = path.join(import.meta.dirname, "../sample");
  const names = readdirSync(sample);
  const present = names.find((name) => existsSync(path.join(folder, name)));
  if (present !== undefined) throw new Error(`There is a ${present} already in ${folder}. Begin in an empty folder.`);
  for (const name of names) cpSync(path.join(sample, name), path.join(folder, name), { recursive: true });
  return names;
}

/** Writes the functions of a folder into one file, which a host serves without esbuild and without the folder. */
export async function writeBundle(functions: string, target: string): Promise<void> {
  await writeFile(target, await bundleFunctions(functions));
}
