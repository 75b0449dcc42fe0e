import type { Plugin } from "vite";

import { queryOf } from "../i18n/catalogue-parts.ts";
import { languages } from "../i18n/languages.ts";
import { pageTable } from "../page-table.ts";
import { preload } from "./preload-script.ts";

type Chunk = { fileName: string; imports: string[]; facadeModuleId: string | null; isEntry: boolean };

/**
 * Starts the fetch of the page's own code, and of its language, together with the entry's, instead of after it: a small inline script knows
 * the files of each address. The host allows exactly this script by its hash in the page's policy.
 */
export function preloadPagesPlugin(): Plugin {
  return {
    name: "preload-pages",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        if (bundle === undefined) return [];
        const chunks = Object.values(bundle).filter((output) => output.type === "chunk") as Chunk[];
        const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
        const closure = (chunk: Chunk | undefined, known = new Set<string>()): Set<string> => {
          if (chunk === undefined || known.has(chunk.fileName)) return known;
          known.add(chunk.fileName);
          for (const file of chunk.imports) closure(byFile.get(file), known);
          return known;
        };
        const chunkOf = (file: string) => chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/${file}`));
        const entry = closure(chunks.find(({ isEntry }) => isEntry));
        const early = [...entry].filter((file) => !/^assets\/(?:index|language|rolldown-runtime)-/.test(file));
        if (early.length > 0)
          throw new Error(`These would run before the language of the page is known, see src/i18n/language.ts: ${early.join(", ")}`);
        // Runs after the language, but is fetched beside it.
        const app = closure(chunkOf("app.tsx"));
        const shell = closure(chunkOf("components/shell/shell.tsx"));
        const files: string[] = [];
        const indexOf = (file: string) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1);
        const { outside, inside, settings, settingsLayout } = pageTable;
        /** What each language but English says on these pages. */
        const wordsOf = (parts: readonly string[]) =>
          Object.fromEntries(
            Object.keys(languages).flatMap((language) => {
              const words = parts.flatMap((file) => chunkOf(`i18n/${language}.po?${queryOf(file)}`)?.fileName ?? []);
              return words.length === 0 ? [] : [[language, words.map(indexOf)]];
            }),
          );
        const page = (file: string) => closure(chunkOf(`pages/${file}.tsx`));
        const table = [
          ...Object.entries(outside).map(([path, file]) => [path, page(file), [file]] as const),
          ...Object.entries(inside).map(([path, file]) => [path, new Set([...shell, ...page(file)]), [file]] as const),
          ...Object.entries(settings).map(
            ([path, file]) => [path, new Set([...shell, ...page(settingsLayout), ...page(file)]), [settingsLayout, file]] as const,
          ),
        ].map(
          ([path, needed, parts]) =>
            [
              path.replaceAll(/:\w+/g, "[^/]+"),
              [...new Set([...app, ...needed])].filter((file) => !entry.has(file)).map(indexOf),
              wordsOf(parts),
            ] as const,
        );
        const catalogues = Object.keys(languages).map((language) => [language, chunkOf(`i18n/${language}.po`)?.fileName ?? null] as const);
        const code = `(${preload.toString()})(${JSON.stringify(files)},${JSON.stringify(table)},${JSON.stringify(catalogues)})`;
        const font = Object.keys(bundle).find((file) => file.endsWith(".woff2"));
        return [
          {
            tag: "link",
            attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${font}` },
            injectTo: "head-prepend",
          },
          { tag: "script", children: code, injectTo: "head-prepend" },
        ];
      },
    },
  };
}
