import type { Plugin } from "vite";

/** Writes the one style sheet into index.html: the frame is drawn with the first answer of the server, not the second. */
export function inlineStylesPlugin(): Plugin {
  return {
    name: "inline-styles",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const html = bundle["index.html"];
      if (html?.type !== "asset") return;
      html.source = String(html.source).replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g, (link, file: string) => {
        const sheet = bundle[file];
        if (sheet?.type !== "asset") return link;
        delete bundle[file];
        return `<style>${String(sheet.source)}</style>`;
      });
    },
  };
}
