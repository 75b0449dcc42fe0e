/** The fenced blocks of a Markdown file, and what is wrong with how they are marked. */
import { parse as parseYaml } from "yaml";

/** Languages that a test runs. */
const RUN = ["sh", "ts", "python"];
/** Languages that are shown only; JSON and YAML must still be JSON and YAML. */
const SHOWN = ["text", "json", "yaml", "ini", "nginx"];
const MARKS = ["run", "output", "norun", "starts", "status", "file"];

/** `sh run status="1"` as `{ language: "sh", marks: { run: true, status: "1" } }`. */
function readInfo(info) {
  const [, language = "", rest = ""] = /^(\S*)\s*(.*)$/.exec(info) ?? [];
  const marks = {};
  for (const [, name, value] of rest.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) marks[name] = value ?? true;
  return { language, marks };
}

/** What is wrong with a block's marks, or null. */
function problemOf({ language, marks, text }, previous) {
  if (language === "") return "says no language: sh, ts and python are run, text is shown";
  if (!RUN.includes(language) && !SHOWN.includes(language))
    return `is in ${language}, which nobody checks: use ${[...RUN, ...SHOWN].join(", ")}`;
  const unknown = Object.keys(marks).find((mark) => !MARKS.includes(mark));
  if (unknown !== undefined) return `has an unknown mark, ${unknown}`;
  // A file that blocks after it use.
  if (typeof marks.file === "string" && RUN.includes(language)) return null;
  if (RUN.includes(language)) {
    if (marks.run === true) return "norun" in marks ? "is marked both run and norun" : null;
    if (typeof marks.norun !== "string") return `is never run: mark it \`${language} run\`, or \`${language} norun="why"\``;
    return marks.norun.length < 15 ? "does not say why it is not run" : null;
  }
  if (marks.output === true && previous?.marks.run !== true) return "is the output of no block that is run";
  try {
    if (language === "json" && !text.includes("…")) JSON.parse(text);
    if (language === "yaml" && !text.includes("…")) parseYaml(text);
  } catch (error) {
    return `is no ${language}: ${error.message}`;
  }
  return null;
}

/** `[{ line, language, marks, text, problem }]` in the file's order; blocks inside of a list lose its indentation. */
export function fencesOf(markdown) {
  const blocks = [];
  let open = null;
  markdown.split("\n").forEach((line, index) => {
    if (open === null) {
      const [, indent, fence, info] = /^( *)(`{3,})([^`]*)$/.exec(line) ?? [];
      if (fence !== undefined) open = { line: index + 1, indent: indent.length, fence, ...readInfo(info.trim()), lines: [] };
    } else if (line.trim() === open.fence) {
      const { lines, indent: _indent, fence: _fence, ...block } = open;
      const text = `${lines.join("\n")}\n`;
      blocks.push({ ...block, text, problem: problemOf({ ...block, text }, blocks.at(-1)) });
      open = null;
    } else {
      open.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
    }
  });
  if (open !== null) blocks.push({ line: open.line, language: open.language, marks: {}, text: "", problem: "is never closed" });
  return blocks;
}

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Columns are as wide as what happens to stand in them. */
const evenly = (text) => `${text.trimEnd()}\n`.replaceAll(/[ \t]+/g, " ").replaceAll(" \n", "\n");

/** Whether what was printed is what the page shows; `…` stands for anything within a line, and alone on a line for any lines. */
export function isShown(shown, printed) {
  const lines = evenly(shown).split("\n").slice(0, -1);
  const pattern = lines.map((line) =>
    line.trim() === "…" ? String.raw`(?:.*\n)*` : String.raw`${line.split("…").map(escape).join(".*")}\n`,
  );
  return new RegExp(`^${pattern.join("")}$`).test(evenly(printed));
}
