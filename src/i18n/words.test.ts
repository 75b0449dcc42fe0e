import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { type NodePath, parseSync, traverse, types } from "@babel/core";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".tsx") && !/\.test\.tsx$|^verify/.test(file),
);

/** What a person reads of an attribute. */
const SAID =
  /^(?:aria-label|aria-description|aria-valuetext|aria-roledescription|label|title|placeholder|alt|hint|note|description|intro|facts|body|text|caption|heading|verb|empty|summary|disabledReason|question)$/;
/** What stands as it is in every language: code, commands, keys. */
const NOT_SAID = new Set(["code", "kbd", "pre", "samp", "style", "script", "Command"]);
/** A word has two letters side by side; units of measurement are the same everywhere. */
const saysSomething = (text: string) =>
  /[a-z]{2}/i.test(
    text.replaceAll(
      /\b(?:ms|Hz|kHz|mm|rad|KB|MB|GB|UTC|dry_run|apply_actions|Reflex Console|npm start|https:\/\/\S+|[\w-]*[_\d][\w.-]*)\b|&\w+;/g,
      "",
    ),
  );

const nameOf = (element: types.JSXElement) => (types.isJSXIdentifier(element.openingElement.name) ? element.openingElement.name.name : "");
const insideOf = (names: (name: string) => boolean) => (at: NodePath) =>
  at.findParent((parent) => parent.isJSXElement() && names(nameOf(parent.node))) !== null;
const insideTrans = insideOf((name) => name === "Trans");
const insideCode = insideOf((name) => NOT_SAID.has(name));

/** Every text that an expression of a page can come to be. */
function textsOf(expression: types.Node | null | undefined): string[] {
  if (types.isStringLiteral(expression)) return [expression.value];
  if (types.isTemplateLiteral(expression)) return [expression.quasis.map(({ value }) => value.raw).join(" ")];
  if (types.isConditionalExpression(expression)) return [...textsOf(expression.consequent), ...textsOf(expression.alternate)];
  if (types.isLogicalExpression(expression)) return [...textsOf(expression.left), ...textsOf(expression.right)];
  return [];
}

function outsideTheCatalogue(file: string): string[] {
  const code = readFileSync(path.join(root, file), "utf8");
  const tree = parseSync(code, { filename: file, configFile: false, babelrc: false, parserOpts: { plugins: ["typescript", "jsx"] } });
  const found: string[] = [];
  const note = (at: NodePath, texts: string[]) => {
    if (insideTrans(at) || insideCode(at)) return;
    for (const text of texts.filter(saysSomething)) found.push(`${file}:${at.node.loc?.start.line}: ${text.trim()}`);
  };
  if (tree === null) throw new Error(`${file} has no code`);
  traverse(tree, {
    JSXText: (at) => note(at, [at.node.value]),
    JSXExpressionContainer(at) {
      if (!at.parentPath.isJSXAttribute()) note(at, textsOf(at.node.expression));
    },
    JSXAttribute(at) {
      if (!types.isJSXIdentifier(at.node.name) || !SAID.test(at.node.name.name)) return;
      const { value } = at.node;
      note(at, types.isJSXExpressionContainer(value) ? textsOf(value.expression) : textsOf(value));
    },
  });
  return found;
}

test("no page says a word that is not in the catalogue", () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.flatMap(outsideTheCatalogue)).toEqual([]);
});
