import { parseSync, types } from "@babel/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";

import { actionPhrase, onlyThisPhrase } from "#src/api/audit-actions.ts";
import { patternOf } from "#src/api/server-words.ts";

import { serverSentences } from "./index.ts";

const sources = import.meta.glob<string>(
  ["/convex/**/*.ts", "!/convex/**/*.test.ts", "!/convex/**/*.testing.ts", "!/convex/_generated/**"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** Sentences that no page shows as they are. */
const elsewhere: Record<string, string> = {
  "/convex/openapi/": "the description of the API, which is English",
  "/convex/model/cameras/rules.ts": "answers to robots, which have no pages",
  "/convex/http.ts": "answers to programs; the stop has words of its own in physical.ts",
  "/convex/model/notices/letters.ts": "e-mail, which the server words in each language",
  "/convex/model/notices/sentences.ts": "notices, which the page words by their kind",
  "/convex/model/webhooks/webhooks.ts: A test by": "what is posted to a receiver",
  "/convex/model/receipts/chain.ts": "worded by the problem's code",
  "/convex/model/receipts/export.ts": "worded by the problem's code",
  "/convex/model/receipts/exportPictures.ts": "said by the verifiers, which have one language",
  "/convex/model/receipts/exportWords.ts": "worded by the problem's code",
  "/convex/model/receipts/published.ts": "worded in components/receipts/published-words.ts",
};

/** What an expression may be as text, "x" where only a run knows. */
function textsOf(node: types.Node): string[] {
  if (types.isStringLiteral(node)) return [node.value];
  if (types.isConditionalExpression(node)) return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  if (types.isLogicalExpression(node)) return [...textsOf(node.left), ...textsOf(node.right)];
  if (!types.isTemplateLiteral(node)) return ["x"];
  return node.quasis.reduce<string[]>(
    (texts, quasi, index) => {
      const value = index === 0 ? undefined : node.expressions[index - 1];
      return texts.flatMap((text) =>
        (value === undefined ? [""] : textsOf(value)).map((said) => `${text}${said}${quasi.value.cooked ?? ""}`),
      );
    },
    [""],
  );
}

const isLogging = (node: types.Node) =>
  types.isCallExpression(node) && types.isMemberExpression(node.callee) && types.isIdentifier(node.callee.object, { name: "console" });
const isBug = (node: types.Node) => types.isNewExpression(node) && types.isIdentifier(node.callee, { name: "Error" });

/** Every sentence of the server's source: it begins as one and ends as one. Bugs (`new Error`) and its own log are nobody's to read. */
function sentencesOf(source: string): string[] {
  const found: string[] = [];
  types.traverseFast(parseSync(source, { configFile: false, babelrc: false, parserOpts: { plugins: ["typescript"] } }), (node) => {
    if (isLogging(node) || isBug(node)) return types.traverseFast.skip;
    if (types.isStringLiteral(node) || types.isTemplateLiteral(node))
      found.push(...textsOf(node).filter((text) => /^(?:[A-Z]|x ).* .*[.?]$|^[A-Z][a-z]+\.$/s.test(text)));
    return undefined;
  });
  return found;
}

/** One that fits nearly all would let everything pass. */
const telling = serverSentences.filter((sentence) => sentence !== "{worker}: {detail}");
const patterns = telling.map((sentence) => patternOf(compileMessage(sentence) as Parameters<typeof patternOf>[0]));
/** A place takes a name or a number; a text of several words in it is another sentence. */
const isKnown = (text: string) =>
  patterns.some((pattern) =>
    pattern
      .exec(text)
      ?.slice(1)
      .every((said) => !said.includes(" ")),
  );
/** The names in quotes that stand between `before` and `after` in the server's source. */
const namesBetween = (before: RegExp, after = /(?:)/) => [
  ...new Set(
    Object.values(sources).flatMap((source) =>
      [...source.matchAll(new RegExp(`${before.source}"([^"]+)"${after.source}`, "g"))].map(([, name = ""]) => name),
    ),
  ),
];

test("every sentence of the server is listed for translators", () => {
  const found = Object.entries(sources).flatMap(([file, source]) => sentencesOf(source).map((text) => `${file}: ${text}`));
  expect(found.length).toBeGreaterThan(200);
  const shown = found.filter((each) => !Object.keys(elsewhere).some((start) => each.startsWith(start)));
  expect(shown.filter((each) => !isKnown(each.slice(each.indexOf(": ") + 2)))).toEqual([]);
});

test("so is everything that may not be there", () => {
  const kinds = namesBetween(/code: "not_found", what: /);
  expect(kinds).toContain("robot");
  expect(kinds.filter((what) => !isKnown(`This ${what} does not exist, or not in your organization.`))).toEqual([]);
});

test("so is every action and every kind of thing in the audit log", () => {
  const actions = [
    ...namesBetween(/action: (?:[^",\n]*\? )?/),
    ...namesBetween(/action: [^"\n]*\? "[^"]+" : /),
    ...namesBetween(/\bnote\(ctx, user, /),
    ...namesBetween(/\brecord\(ctx, me, [\w.]+, /),
  ].filter((name) => /^[a-zA-Z]+\.[a-zA-Z]+$/.test(name));
  expect(actions).toEqual(
    expect.arrayContaining(["session.authorize", "deployment.lowerGuard", "account.rename", "approval.request", "pairing.deny"]),
  );
  expect(actions.filter((action) => !isKnown(actionPhrase(action)))).toEqual([]);
  const kinds = namesBetween(/\{ kind: /, /, id/).filter((kind) => kind !== "system");
  expect(kinds).toEqual(expect.arrayContaining(["session", "savedView", "pairingRequest"]));
  expect(kinds.filter((kind) => !isKnown(onlyThisPhrase(kind)))).toEqual([]);
});
