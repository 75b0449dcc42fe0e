import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { languagesPlugin } from "./src/i18n/vite-plugin.ts";
import { inlineStylesPlugin } from "./src/start/inline-styles.ts";
import { leanRouterPlugin } from "./src/start/lean-router.ts";
import { preloadPagesPlugin } from "./src/start/preload-pages.ts";
import { startFramePlugin } from "./src/start/vite-plugin.ts";

export default defineConfig({
  plugins: [languagesPlugin(), leanRouterPlugin(), react(), tailwindcss(), startFramePlugin(), preloadPagesPlugin(), inlineStylesPlugin()],
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
            // Runs before all else, see src/i18n/language.ts; so nothing that it shares a file with may speak.
            {
              name: "language",
              priority: 5,
              test: /src[\\/]i18n[\\/](?!trans|.*\.po)|node_modules[\\/]@lingui[\\/](?!react)|vite[\\/]preload-helper|rolldown[\\/]runtime/,
            },
            { name: "react", priority: 4, test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
            // With all it needs, or a page would wait for nine small files.
            { name: "shell", priority: 1, test: /src[\\/]components[\\/]shell[\\/]shell\.tsx/ },
            // What most pages share, in one file instead of twenty. Not the charts: they come with what draws them.
            {
              name: "common",
              priority: 2,
              test: /src[\\/](components[\\/]ui[\\/](?!chart|live-canvas|value-axis|use-wheel-zoom)|lib[\\/](?!series|robust-domain|time-ticks|zoom)|api[\\/](?!robot-schemas|passkeys|oidc))/,
              minShareCount: 6,
            },
            { name: "convex", priority: 3, test: /node_modules[\\/](convex|@convex-dev|@tanstack[\\/](react-)?query(-core)?)[\\/]/ },
          ],
        },
      },
    },
  },
});
