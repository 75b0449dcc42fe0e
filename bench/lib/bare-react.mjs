/** The floor of every page: React alone, with one heading and a list, as one compressed file from a server of its own. */
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const code = `import{createRoot}from"react-dom/client";import{createElement as h}from"react";createRoot(document.getElementById("root")).render(h("main",null,h("h1",null,"Bare"),h("ul",null,Array.from({length:12},(_,i)=>h("li",{key:i},"Row "+i)))));`;

/** @returns its url, the size of its script in KB gzip, and how to end it. */
export async function openBareReact() {
  const output = await build({
    logLevel: "error",
    configFile: false,
    plugins: [
      { name: "bare", resolveId: (id) => (id === "bare-page" ? "\0bare-page" : null), load: (id) => (id === "\0bare-page" ? code : null) },
    ],
    build: { write: false, rolldownOptions: { input: "bare-page" } },
  });
  const script = gzipSync(output.output[0].code);
  const html = gzipSync(
    `<!doctype html><meta charset="utf-8"><title>Bare</title><div id="root"></div><script type="module" src="/a.js"></script>`,
  );
  const server = createServer((request, response) => {
    const isScript = request.url === "/a.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.setHeader("content-encoding", "gzip");
    response.setHeader("cache-control", isScript ? "max-age=31536000, immutable" : "no-cache");
    response.end(isScript ? script : html);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, kb: script.length / 1000, close: () => server.close() };
}
