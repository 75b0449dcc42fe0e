import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { freePort } from "./child.ts";
import { api, eventually, startHost, temporaryFolder } from "./setup.ts";
import { certificate, fetchTls, hasOpenssl, liveTls } from "./tls-clients.ts";

// The settings of docs/deploy.md, in the proxies that they are for. Only addresses and files are put in.

const deploy = await readFile(path.join(import.meta.dirname, "../../docs/deploy.md"), "utf8");
const block = (start: string): string => new RegExp(`\`\`\`${start}\\n([\\s\\S]*?)\`\`\``).exec(deploy)?.[1] ?? "";
/** Their programs, where they are not on the path. */
const programs = { nginx: process.env["NGINX"] ?? "nginx", caddy: process.env["CADDY"] ?? "caddy" };

interface Proxied {
  readonly folder: string;
  readonly port: number;
  readonly target: number;
  readonly cert: string;
  readonly key: string;
}

/** Replaces what a person would replace; what is not there any more fails the test. */
function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const [from, to] of Object.entries(values)) {
    expect(filled, "docs/deploy.md").toContain(from);
    filled = filled.replaceAll(from, to);
  }
  return filled;
}

async function startNginx({ folder, port, target, cert, key }: Proxied): Promise<readonly string[]> {
  const server = filledIn(block("nginx"), {
    "listen 443": `listen 127.0.0.1:${port}`,
    "console.example.com": "localhost",
    "/etc/ssl/console.pem": cert,
    "/etc/ssl/console.key": key,
    "127.0.0.1:3210": `127.0.0.1:${target}`,
  });
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join("\n");
  const file = path.join(folder, "nginx.conf");
  await writeFile(
    file,
    `daemon off;\nmaster_process off;\npid ${folder}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${paths}\n${server}\n}\n`,
  );
  return [programs.nginx, "-p", folder, "-c", file];
}

async function startCaddy({ folder, port, target, cert, key }: Proxied): Promise<readonly string[]> {
  const site = filledIn(block("text\\n# Caddyfile"), {
    "console.example.com {": `https://localhost:${port} {\n  tls ${cert} ${key}`,
    "127.0.0.1:3210": `127.0.0.1:${target}`,
  });
  const file = path.join(folder, "Caddyfile");
  await writeFile(file, `{\n  admin off\n  auto_https disable_redirects\n}\n${site}`);
  return [programs.caddy, "run", "--adapter", "caddyfile", "--config", file];
}

const proxies = [
  ["nginx", "-v", startNginx],
  ["caddy", "version", startCaddy],
] as const;
for (const [name, version, start] of proxies) {
  const isThere = hasOpenssl && spawnSync(programs[name], [version]).status === 0;
  test.skipIf(!isThere)(
    `behind ${name} as docs/deploy.md sets it up, pages, calls, live queries, uploads and addresses are right`,
    { timeout: 60_000 },
    async () => {
      const folder = await temporaryFolder();
      const [port, target] = [await freePort(), await freePort()];
      const publicUrl = `https://localhost:${port}`;
      await writeFile(path.join(folder, "index.html"), "the app");
      await startHost({ port: target, publicUrl, staticDir: folder });
      const { cert, key, ca } = await certificate();
      const [program = "", ...args] = await start({ folder, port, target, cert, key });
      const proxy = spawn(program, args, {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      });
      onTestFinished(() => void proxy.kill("SIGKILL"));
      let words = "";
      proxy.stderr.on("data", (text) => (words += String(text)));
      const ask = (place: string, headers = {}, body?: Buffer) => fetchTls(publicUrl + place, ca, headers, body);
      await eventually(
        () =>
          ask("/health").then(
            ({ status }) => status === 200,
            () => false,
          ),
        20_000,
      ).catch((error: unknown) => {
        throw new Error(words, { cause: error });
      });
      expect((await ask("/some/page")).text).toBe("the app");
      expect((await ask("/health", { origin: publicUrl })).status).toBe(200);
      expect((await ask("/health", { origin: "https://elsewhere.example" })).status).toBe(403);

      const live = liveTls(publicUrl, ca);
      let seen: unknown;
      live.onUpdate(api.counters.get, { name: "a" }, (value) => (seen = value));
      expect(await live.mutation(api.counters.add, { name: "a" })).toBe(1);
      await eventually(() => seen === 1);

      // More than nginx takes by itself.
      const sent = Buffer.alloc(3_000_000, "x");
      const upload = new URL(String(await live.mutation(api.files.uploadUrl, {})));
      expect(upload.origin).toBe(publicUrl);
      const stored: { storageId: string } = JSON.parse(
        (await ask(upload.pathname + upload.search, { "content-type": "text/plain" }, sent)).text,
      );
      const url = new URL(String(await live.query(api.files.url, { id: stored.storageId })));
      expect((await ask(url.pathname)).text).toHaveLength(sent.length);

      // Who asks is told by the proxy, and cannot be made up by whoever asks.
      const call = Buffer.from(JSON.stringify({ path: "counters:whence", args: {}, format: "json" }));
      expect(JSON.parse((await ask("/api/mutation", { "x-forwarded-for": "203.0.113.9" }, call)).text)).toMatchObject({
        value: "127.0.0.1",
      });
      expect(await live.mutation(api.counters.whence, {})).toBe("127.0.0.1");
    },
  );
}
