import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";

// docs/safety.md says nothing without evidence: here, that the evidence it names is there. Whether it holds is for those tests to say.

const text = readFileSync("docs/safety.md", "utf8");
const tableOf = (heading) => {
  const lines = text.slice(text.indexOf(heading)).split("\n");
  const from = lines.findIndex((line) => line.startsWith("|---"));
  const rows = lines.slice(
    from + 1,
    lines.findIndex((line, index) => index > from && !line.startsWith("|")),
  );
  return rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};
const parts = tableOf("## When a part fails").map(([what, arm, shows, evidence]) => ({ said: [what, arm, shows], evidence }));
const hazards = tableOf("## Hazards").map(([, cause, guard, evidence]) => ({ said: [cause, guard], evidence }));
const rows = [...parts, ...hazards];

const ruleNames = new Set([...readFileSync("chaos/rules.ts", "utf8").matchAll(/^ {2}\| "(\w+)"/gm)].map(([, name]) => name));
const schedule = readFileSync("chaos/schedule.ts", "utf8");
const modelFiles = "convex/model/sessions/rules.property.test.ts";

/** The files of a name whose last part may hold a star. */
function filesOf(name) {
  if (!name.includes("*")) return existsSync(name) ? [name] : [];
  const isMeant = new RegExp(`^${basename(name).replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
  return readdirSync(dirname(name))
    .filter((file) => isMeant.test(file))
    .map((file) => join(dirname(name), file));
}

/** `name` "title", "title": a file or a rule of the chaos, and the tests of the file that are meant. */
function evidenceOf(cell) {
  return [...cell.matchAll(/`([^`]+)`((?:,? (?:with |and )?"[^"]+")*)/g)].map(([, name, titles]) => ({
    name,
    titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title]) => title),
  }));
}

/** The title as it is given, which may leave out its end or its beginning by an ellipsis. */
const isIn = (source, title) => source.includes(title.replace(/^… ?/, "").replace(/[ ,]*…$/, ""));

test("every part that fails and every hazard says what it says with evidence", () => {
  expect([parts.length > 9, hazards.length > 25]).toEqual([true, true]);
  for (const { said, evidence } of rows) {
    expect(said, evidence).not.toContain("");
    expect(evidenceOf(evidence), said.join(" | ")).not.toEqual([]);
  }
});

test("every file, test, rule and disturbance that is named is there", () => {
  const missing = [];
  for (const { evidence: cell } of rows) {
    for (const { name, titles } of evidenceOf(cell)) {
      const isFile = name.includes("/");
      const sources = isFile ? filesOf(name).map((file) => readFileSync(file, "utf8")) : [];
      if (isFile ? sources.length === 0 : !ruleNames.has(name) && !schedule.includes(`do: "${name}"`)) missing.push(name);
      for (const title of titles) if (!sources.some((source) => isIn(source, title))) missing.push(`${name} "${title}"`);
    }
    if (/\bmodel\b/.test(cell) && !existsSync(modelFiles)) missing.push(modelFiles);
  }
  expect(missing).toEqual([]);
});

test("no rule of the chaos guards nothing", () => {
  const named = new Set(rows.flatMap(({ evidence }) => evidenceOf(evidence).map(({ name }) => name)));
  expect([...ruleNames].filter((rule) => !named.has(rule))).toEqual([]);
});
