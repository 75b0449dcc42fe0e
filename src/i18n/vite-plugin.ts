import path from "node:path";

import { type NodePath, type PluginObj, transformAsync, types } from "@babel/core";
import linguiMacro from "@lingui/babel-plugin-lingui-macro";
import type { Plugin } from "vite";

import { compiled, translated } from "./catalogue.ts";
import { fillParts, partCall, partModule } from "./catalogue-parts.ts";

const here = import.meta.dirname;

type Descriptor = Record<"source" | "context" | "values" | "components", types.Expression | undefined>;

/** The parts of a message that the macro made, or undefined if `node` is none. */
function descriptorOf(node: types.Node | null | undefined): Descriptor | undefined {
  if (!types.isObjectExpression(node)) return undefined;
  const part = (name: string) => {
    const found = node.properties.find(
      (property): property is types.ObjectProperty => types.isObjectProperty(property) && types.isIdentifier(property.key, { name }),
    );
    return found?.value as types.Expression | undefined;
  };
  const text = part("message");
  if (!types.isStringLiteral(text) || part("id") === undefined) return undefined;
  return {
    source: types.valueToNode(compiled(text.value)),
    context: part("context"),
    values: part("values"),
    components: part("components"),
  };
}

/** Turns what the macro makes into calls of message.ts and uses of trans.tsx: English inside, compiled, under no other name. */
const shorter: PluginObj = {
  visitor: {
    Program: {
      exit(program: NodePath<types.Program>) {
        program.traverse({
          CallExpression(call) {
            const found =
              types.isMemberExpression(call.node.callee) && types.isIdentifier(call.node.callee.object, { name: "_i18n" })
                ? descriptorOf(call.node.arguments[0])
                : undefined;
            if (found === undefined) return;
            const { source, values, context } = found;
            const rest = context === undefined ? [values] : [values ?? types.identifier("undefined"), context];
            call.replaceWith(
              types.callExpression(
                types.identifier("_message"),
                [source, ...rest].filter((each) => each !== undefined),
              ),
            );
          },
          JSXSpreadAttribute(spread) {
            const found = descriptorOf(spread.node.argument);
            if (found === undefined) return;
            const attributes = Object.entries(found).filter((entry): entry is [string, types.Expression] => entry[1] !== undefined);
            spread.replaceWithMultiple(
              attributes.map(([name, value]) => types.jsxAttribute(types.jsxIdentifier(name), types.jsxExpressionContainer(value))),
            );
          },
          ImportDeclaration(declaration) {
            const target = { "@lingui/core": ["message", "_message", "message.ts"], "@lingui/react": ["Trans", "_Trans", "trans.tsx"] }[
              declaration.node.source.value
            ];
            if (target === undefined) return;
            const [name, as, file] = target as [string, string, string];
            declaration.node.specifiers = [types.importSpecifier(types.identifier(as), types.identifier(name))];
            declaration.node.source = types.stringLiteral(path.join(here, file));
          },
        });
      },
    },
  },
};

/** The words of the console: macros become messages, and a catalogue (`*.po`) becomes modules of what it translates, in a build one for each page. */
export function languagesPlugin(): Plugin {
  let isBuild = false;
  return {
    name: "languages",
    enforce: "pre",
    configResolved(config) {
      isBuild = config.command === "build";
    },
    async transform(code, id) {
      const [file = "", query] = id.split("?");
      if (file.endsWith(".po"))
        return {
          code: isBuild ? partModule(file, query) : `export const messages = ${JSON.stringify(await translations(file))};`,
          map: null,
          moduleType: "js",
        };
      // Warns of messages that are not compiled; here the build compiles them all, and a page carries no word more than it needs.
      if (isBuild && file.includes("/@lingui/core/")) return { code: code.replace(/console\.warn\(`Uncompiled[^`]*`\)/, "0"), map: null };
      if (!/\.tsx?$/.test(file) || !/@lingui\/(?:core|react)\/macro/.test(code)) return undefined;
      const made = await transformAsync(code, {
        filename: file,
        configFile: false,
        babelrc: false,
        sourceMaps: true,
        parserOpts: { plugins: ["typescript", "jsx"] },
        // As for extraction, because for production the macro drops messages and contexts.
        plugins: [[linguiMacro, { extract: true }], shorter],
      });
      return made?.code == null ? undefined : { code: made.code, map: made.map };
    },
    // Only now is it known which files come with which page.
    async renderChunk(code, _chunk, _options, { chunks }) {
      return code.includes(partCall) ? { code: await fillParts(code, chunks), map: null } : null;
    },
  };
}

/** What a catalogue says, by catalogueKey. */
export async function translations(file: string): Promise<Record<string, unknown>> {
  return Object.fromEntries((await translated(file)).map(({ key, said }) => [key, said]));
}
