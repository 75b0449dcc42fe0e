import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

import { pageTable } from "./src/page-table.ts";
import { inlineStylesPlugin } from "./src/start/inline-styles.ts";
import { leanRouterPlugin } from "./src/start/lean-router.ts";
import { startFramePlugin } from "./src/start/vite-plugin.ts";

type Chunk = { fileName: string; imports: string[]; facadeModuleId: string | null; isEntry: boolean };

/**
 * Starts the fetch of the page's own code together with the entry's, instead of after it: a small inline script knows
 * the files of each address. The host allows exactly this script by its hash in the page's policy.
 */
function preloadPages(): Plugin {
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
        const chunkOf = (file: string) => chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/${file}.tsx`));
        const entry = closure(chunks.find(({ isEntry }) => isEntry));
        const shell = closure(chunkOf("components/shell/shell"));
        const files: string[] = [];
        const indexOf = (file: string) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1);
        const { outside, inside, settings, settingsLayout } = pageTable;
        const table = [
          ...Object.entries(outside).map(([path, file]) => [path, closure(chunkOf(`pages/${file}`))] as const),
          ...Object.entries(inside).map(([path, file]) => [path, new Set([...shell, ...closure(chunkOf(`pages/${file}`))])] as const),
          ...Object.entries(settings).map(([path, file]) => [path, new Set([...shell, ...closure(chunkOf(`pages/${settingsLayout}`)), ...closure(chunkOf(`pages/${file}`))])] as const),
        ].map(([path, needed]) => [path.replaceAll(/:\w+/g, "[^/]+"), [...needed].filter((file) => !entry.has(file)).map(indexOf)]);
        const code = `(()=>{const f=${JSON.stringify(files)},t=${JSON.stringify(table)},p=location.pathname.replace(/(.)\\/$/,"$1");for(const i of(t.find(([r])=>new RegExp("^"+r+"$").test(p))||[0,[]])[1]){const l=document.createElement("link");l.rel="modulepreload";l.href="/"+f[i];document.head.append(l)}})()`;
        const font = Object.keys(bundle).find((file) => file.endsWith(".woff2"));
        return [
          { tag: "link", attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${font}` }, injectTo: "head-prepend" },
          { tag: "script", children: code, injectTo: "head-prepend" },
        ];
      },
    },
  };
}

export default defineConfig({
  plugins: [leanRouterPlugin(), react(), tailwindcss(), startFramePlugin(), preloadPages(), inlineStylesPlugin()],
  server: { host: "127.0.0.1", port: 4400 },
  build: {
    target: "es2023",
    // The charts are one lazy chunk of about 100 KB gzip, loaded after the page that shows them.
    chunkSizeWarningLimit: 450,
    // All browsers of this target know modulepreload.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", priority: 4, test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
            // With all it needs, or a page would wait for nine small files.
            { name: "shell", priority: 1, test: /src[\\/]components[\\/]shell[\\/]shell\.tsx/ },
            // What most pages share, in one file instead of twenty.
            { name: "common", priority: 2, test: /src[\\/](components[\\/]ui[\\/]|lib[\\/]|api[\\/](?!robot-schemas))/, minShareCount: 6 },
            { name: "convex", priority: 3, test: /node_modules[\\/](convex|@convex-dev|@tanstack[\\/](react-)?query(-core)?)[\\/]/ },
          ],
        },
      },
    },
  },
});
