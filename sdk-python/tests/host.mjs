/**
 * The real host with the real functions in a folder of its own, for tests in other languages. Says where it listens in one line of JSON,
 * `{url, apiKey, viewerKey, personToken}`, and ends when its stdin does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildHost } from "../../scripts/lib/build.mjs";
import { root } from "../../scripts/lib/workspace.mjs";

const { createHost } = await import(pathToFileURL(await buildHost()).href);
const folder = mkdtempSync(join(tmpdir(), "reflex-python-"));
const host = await createHost({
  dataDir: join(folder, "data"),
  port: 0,
  hostname: "127.0.0.1",
  functions: join(root, "convex"),
  log: () => undefined,
});
const keyOf = async (role) => (await host.run("setup:createApiKey", { name: `python ${role}`, role }, "mutation")).apiKey;
const account = { email: "pia@reflex.example", password: "correct horse battery" };
await host.run("setup:createOperator", { ...account, role: "admin" }, "action");
const { tokens } = await host.run("auth:signIn", { provider: "password", params: { ...account, flow: "signIn" } }, "action");
process.stdout.write(
  `${JSON.stringify({ url: host.url, apiKey: await keyOf("admin"), viewerKey: await keyOf("viewer"), personToken: tokens.token })}\n`,
);
process.stdin.resume().on("end", () => {
  void host.close().then(() => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
});
