import { join } from "node:path";
import { createHost } from "../../host/src/index.ts";
import { buildFunctions } from "../../scripts/lib/build.mjs";

export type Host = Awaited<ReturnType<typeof createHost>>;

/** A host with the console's functions, built once for all that start one, and its data in a folder below `folder`. */
export async function openHost(folder: string): Promise<Host> {
  const functions = await buildFunctions();
  return await createHost({ dataDir: join(folder, "data"), port: 0, hostname: "127.0.0.1", functions, log: () => undefined });
}

/** A new API key of that host. */
export async function newKey(host: Host, role: "admin" | "operator" = "admin"): Promise<string> {
  const { apiKey } = (await host.run("setup:createApiKey", { name: "test", role }, "mutation")) as { apiKey: string };
  return apiKey;
}
