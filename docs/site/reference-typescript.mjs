/** docs/reference/typescript.md: what the SDK and the agent export, from the declarations that the compiler makes of them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseAst } from "vite";
import { bin, root, runQuietly } from "../../scripts/lib/workspace.mjs";

/** Files whose exports are the page, by its headings. */
const entries = { "SDK: `sdk/src`": "sdk/src/index.ts", "Robot agent: `sdk/agent`": "sdk/agent/index.ts" };

async function declarations(folder) {
  const options = [
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--target",
    "es2023",
    "--types",
    "node",
    "--strict",
    "--skipLibCheck",
    "--allowImportingTsExtensions",
  ];
  const args = [
    "--ignoreConfig",
    "--declaration",
    "--emitDeclarationOnly",
    ...options,
    "--rootDir",
    join(root, "sdk"),
    "--outDir",
    folder,
    ...Object.values(entries),
  ];
  const { status, output } = await runQuietly(bin("tsc"), args);
  if (status !== 0) throw new Error(output);
}

/** The comment that ends where a declaration begins, without its stars; "" when there is none. */
function commentBefore(text, start) {
  const [, inner = ""] = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*$/.exec(text.slice(0, start)) ?? [];
  return inner.replaceAll(/^\s*\* ?/gm, "").trim();
}

const nameOf = ({ id, declarations: [variable] = [] }) => (id ?? variable.id).name;
const tidy = (text) =>
  text
    .replace(/^export (?:declare )?/, "")
    .replaceAll(/^( {4})+/gm, (spaces) => " ".repeat(spaces.length / 2))
    .replaceAll(" | undefined;", ";")
    .replace(/;$/, "");

/** What a declaration file exports, its own and what it passes on: `[{ name, isType, comment, text }]`, in its order. */
function exportsOf(file) {
  const text = readFileSync(file, "utf8");
  const from = ({ value }) => exportsOf(resolve(dirname(file), value.replace(/\.ts$/, ".d.ts")));
  return parseAst(text, { lang: "dts" }).body.flatMap((node) => {
    if (node.type === "ExportAllDeclaration") return from(node.source);
    if (node.type !== "ExportNamedDeclaration") return [];
    if (node.source !== null) {
      const names = node.specifiers.map(({ local }) => local.name);
      return from(node.source).filter(({ name }) => names.includes(name));
    }
    if (node.declaration === null) return [];
    const isType = /^TS(?:TypeAlias|Interface)/.test(node.declaration.type);
    return [
      { name: nameOf(node.declaration), isType, comment: commentBefore(text, node.start), text: tidy(text.slice(node.start, node.end)) },
    ];
  });
}

const entry = ({ name, comment, text }) =>
  `### \`${name}\`\n\n${comment === "" ? "" : `${comment}\n\n`}\`\`\`ts norun="a declaration, not a program"\n${text}\n\`\`\``;

/** The page's text. */
export async function typescriptReference() {
  const folder = mkdtempSync(join(tmpdir(), "reflex-declarations-"));
  try {
    await declarations(folder);
    const parts = Object.entries(entries).map(([title, file]) => {
      const found = exportsOf(join(folder, file.replace(/^sdk\//, "").replace(/\.ts$/, ".d.ts")));
      const [types, values] = [found.filter(({ isType }) => isType), found.filter(({ isType }) => !isType)];
      return `## ${title}\n\n${[...values, ...types].map(entry).join("\n\n")}`;
    });
    return `<!-- Written by \`npm run docs:reference\` from the comments in sdk/. -->

# TypeScript reference

Every function and type that the TypeScript SDK and the robot agent export. How they are used is in [the SDK's own page](../../sdk/README.md); what they send is in [the wire reference](wire.md).
Functions come first, then the types that they name.

${parts.join("\n\n")}
`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
