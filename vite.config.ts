import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: "127.0.0.1", port: 4400 },
  build: {
    target: "es2023",
    // The charts are one lazy chunk of about 100 KB gzip, loaded after the page that shows them.
    chunkSizeWarningLimit: 450,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
            { name: "convex", test: /node_modules[\\/](convex|@convex-dev|@tanstack[\\/](react-)?query(-core)?)[\\/]/ },
          ],
        },
      },
    },
  },
});
