/**
 * `npm run words`: writes every message of the console into the catalogues of src/i18n/, and tells what is not translated yet. With `--check`
 * it changes nothing and ends with status 1 where a catalogue is not current or a translation is missing.
 */
import { mkdtempSync, readFileSync, rmSync, cpSync } from "node:fs";
import { join } from "node:path";
import { bin, ensureInstalled, root, runQuietly, say } from "./lib/workspace.mjs";

await ensureInstalled();
const isCheck = process.argv.includes("--check");
const folder = join(root, "src", "i18n");
const catalogues = ["en.po", "de.po"];
const contents = () => catalogues.map((name) => readFileSync(join(folder, name), "utf8"));
/** Every extraction writes the time of day, and messages and their places in the order in which the disk lists the files. */
const lasting = (text) =>
  text
    .replace(/^"POT-Creation-Date:.*$/m, "")
    .trim()
    .split("\n\n")
    .map((entry) =>
      entry
        .split("\n")
        .toSorted(
          (one, other) =>
            Number(other.startsWith("#:")) - Number(one.startsWith("#:")) || (one.startsWith("#:") ? one.localeCompare(other) : 0),
        )
        .join("\n"),
    )
    .toSorted()
    .join("\n\n");

const before = contents();
const kept = mkdtempSync(join(root, "node_modules", ".words-"));
for (const name of catalogues) cpSync(join(folder, name), join(kept, name));
const { status, output } = await runQuietly(bin("lingui"), ["extract", "--clean"]);
const after = contents();
// A catalogue in which nothing changed keeps its date too.
catalogues.forEach((name, index) => {
  if (isCheck || lasting(before[index]) === lasting(after[index])) cpSync(join(kept, name), join(folder, name));
});
rmSync(kept, { recursive: true });

const stale = catalogues.filter((_, index) => lasting(before[index]) !== lasting(after[index]));
const missing = after[1]
  .split("\n\n")
  .filter((entry) => /^msgid "/m.test(entry) && /^msgstr ""$(?!\n")/m.test(entry) && !/^msgid ""$\n(?!")/m.test(entry));
for (const entry of missing.slice(0, 5)) say(`Not translated: ${/^msgid (?:""\n)?([\s\S]*?)\nmsgstr/m.exec(entry)?.[1] ?? entry}`);
say(`${missing.length} of ${after[1].split(/^msgid /m).length - 2} messages are not translated.`);
if (status !== 0) say(output);
if (isCheck && stale.length > 0) say(`Not current: ${stale.join(", ")}. Run: npm run words`);
process.exit(status !== 0 || (isCheck && (stale.length > 0 || missing.length > 0)) ? 1 : 0);
