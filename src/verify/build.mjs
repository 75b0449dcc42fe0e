/** Builds `verify.html`: one file without any link to elsewhere, that verifies an exported chain of receipts offline. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

/** @returns {Promise<string>} the whole page */
export async function buildVerifyPage() {
  const { outputFiles } = await build({
    entryPoints: [join(here, "main.ts")],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
  });
  const script = outputFiles[0].text.replaceAll("</script", "<\\/script");
  // A function, because `$&` and its like in the script would otherwise be replaced.
  return readFileSync(join(here, "page.html"), "utf8").replace("/* script */", () => script);
}
