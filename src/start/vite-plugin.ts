import react from "@vitejs/plugin-react";
import { version } from "convex";
import { transform } from "esbuild";
import { createServer, type Plugin } from "vite";

import { languagesPlugin } from "../i18n/vite-plugin.ts";
import { standInBrowser } from "./stand-in-browser.ts";
import type { startFrame } from "./start-frame.tsx";
import type { startPages } from "./start-pages.tsx";
import { type Frames, pickFrame } from "./start-script.ts";

/** Draws the frame and the waiting pages, with the page's own components. */
async function draw(): Promise<Frames> {
  standInBrowser(1_280);
  const server = await createServer({
    configFile: false,
    plugins: [languagesPlugin(), react()],
    server: { middlewareMode: true, ws: false, watch: null },
    appType: "custom",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const frame = (await server.ssrLoadModule("/src/start/start-frame.tsx")) as { startFrame: typeof startFrame };
    const pages = (await server.ssrLoadModule("/src/start/start-pages.tsx")) as { startPages: typeof startPages };
    return { ...frame.startFrame(), pages: await pages.startPages(standInBrowser) };
  } finally {
    await server.close();
  }
}

/** Puts the frame of the page into index.html, and the small script that fits it to the address. The host allows the script by its hash. */
export function startFramePlugin(): Plugin {
  return {
    name: "start-frame",
    apply: "build",
    transformIndexHtml: {
      order: "pre",
      async handler(html) {
        const call = `(${pickFrame.toString()})(${JSON.stringify(await draw())},${JSON.stringify(process.env["VITE_CONVEX_URL"] ?? null)},${JSON.stringify(version)})`;
        const { code } = await transform(call, { minify: true, target: "es2022" });
        // A closing tag inside a string would end the script.
        const script = code.trim().replaceAll("</", "<\\/");
        return html.replace(/<div id="root">[\s\S]*?<\/div>\s*<\/div>/, () => `<div id="root"></div><script>${script}</script>`);
      },
    },
  };
}
