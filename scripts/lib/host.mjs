/** Opening the host, or reaching the one that already serves a data folder. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { root, wantsJson } from "./workspace.mjs";

/** The data folder of a `--data` option, `.reflex` beside package.json without one. */
export function dataFolder(option) {
  return option === undefined ? join(root, ".reflex") : resolve(option);
}

/**
 * Opens the host that `buildHost` made; host/src/index.ts tells the options. A terminal shows what went wrong. Where lines of JSON are
 * wanted (`wantsJson`), they tell every event.
 */
export async function openHost(hostFile, options) {
  const { createHost, jsonLog, terminalLog } = await import(pathToFileURL(hostFile).href);
  const troubleOnly = (level, event, facts) => level !== "info" && terminalLog(level, event, facts);
  return createHost({ ...options, log: wantsJson() ? jsonLog : troubleOnly });
}

/** The error a person sees when a second host wants a folder or a port that is taken. */
export function explainOpening(error, { dataDir, port }) {
  if (error?.code === "EADDRINUSE")
    return `Port ${port} is taken. Stop what uses it, or choose another: npm start -- --port ${Number(port) + 1}`;
  if (error?.code === "EACCES") return `No permission for port ${port} or folder ${dataDir}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** `{url, adminKey}` of the host that serves a folder now, or null. */
async function runningHost(dataDir) {
  const file = join(dataDir, "host.json");
  if (!existsSync(file)) return null;
  const { url, adminKey } = JSON.parse(readFileSync(file, "utf8"));
  try {
    const answer = await fetch(`${url}/version`, { signal: AbortSignal.timeout(3000) });
    return answer.ok ? { url, adminKey } : null;
  } catch {
    return null; // The file outlived a crash.
  }
}

/**
 * Calls `work(run)` with `run(path, args, kind)` on the folder's data: through the running host when there is one,
 * otherwise through a host opened for the purpose.
 */
export async function withHost({ dataDir, build }, work) {
  const running = await runningHost(dataDir);
  if (running !== null) {
    return work(async (path, args, kind) => {
      const answer = await fetch(`${running.url}/api/${kind}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Convex ${running.adminKey}` },
        body: JSON.stringify({ path, args, format: "json" }),
      });
      const body = await answer.json();
      if (body.status !== "success")
        throw new Error(body.errorData?.message ?? body.errorMessage ?? body.message ?? `HTTP ${answer.status}`);
      return body.value;
    });
  }
  const built = await build();
  const host = await openHost(built, { dataDir, port: 0, hostname: "127.0.0.1", functions: join(root, "convex") });
  try {
    return await work((path, args, kind) => host.run(path, args, kind));
  } finally {
    await host.close();
  }
}
