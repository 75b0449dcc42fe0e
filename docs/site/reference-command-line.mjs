/** docs/reference/command-line.md: the help page of every command, as sdk/test/help.txt has them, which a test holds to the program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./contents.mjs";

/** Options that every command has; they are said once. */
const shared = /^ {2}(?:--json|--api-key <key>|--convex-url <url>|-h, --help)\s[^\n]*\n(?: {6,}[^\n]*\n)*/gm;

function entryOf(page) {
  const [first, , ...lines] = page.split("\n");
  const name = first.replace(/ --help$/, "");
  const text = lines.join("\n");
  // A group's own page only lists what follows; the first page of all says what holds for all.
  const [usage = "", what = "", ...rest] = text
    .replaceAll(shared, "")
    .replaceAll(/^(?:Options|Arguments):\n(?=\n|$)/gm, "")
    .split("\n\n")
    .map((part) => part.trimEnd());
  const more = rest.filter((part) => part.trim() !== "").join("\n\n");
  return `## ${name}\n\n${what.trim().replaceAll(/\s*\n\s*/g, " ")}\n\n\`\`\`text\n${[usage.replace(/^Usage: /, ""), more]
    .filter(Boolean)
    .join("\n\n")
    .replaceAll(/\n{3,}/g, "\n\n")}\n\`\`\``;
}

/** The page's text. */
export function commandLineReference() {
  const pages = readFileSync(join(root, "sdk", "test", "help.txt"), "utf8")
    .split(/^\$ /m)
    .slice(1);
  const shown = pages.map((page) => page.replace(/^([^\n]*)\n/, "$1\n\n")).filter((page) => !page.startsWith("reflex complete "));
  return `<!-- Written by \`npm run docs:reference\` from sdk/test/help.txt. -->

# Command line reference

\`npx reflex\` in this repository, \`build/reflex.mjs\` (one file) on any machine with Node 20.19, or \`python3 -m reflex\`. Every command also takes:

| option | meaning |
|---|---|
| \`--json\` | the server's answer as JSON on stdout |
| \`--api-key <key>\` | instead of \`REFLEX_API_KEY\` or the credentials file (visible to other users of the machine) |
| \`--convex-url <url>\` | instead of \`REFLEX_CONVEX_URL\` or the credentials file |
| \`-h\`, \`--help\` | the same as below |

${shown.map(entryOf).join("\n\n")}
`;
}
