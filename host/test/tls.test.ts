import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { connect, type Server } from "node:net";
import path from "node:path";
import { createServer as createTlsServer } from "node:tls";

import { expect, onTestFinished, test } from "vitest";

import { main } from "../src/cli.ts";
import { readTls, renewTls } from "../src/http/tls.ts";
import { api, eventually, startHost, temporaryFolder } from "./setup.ts";
import { certificate, fetchTls, hasOpenssl, liveTls } from "./tls-clients.ts";

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

test.skipIf(!hasOpenssl)("the host serves TLS itself: requests, sockets, its own sign-in keys, and tools on this machine", async () => {
  const { cert, key, ca } = await certificate();
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir, hostname: "127.0.0.1", tls: { cert, key } });
  expect(host.url).toMatch(/^https:/);
  expect((await fetchTls(`${host.url}/health`, ca)).text).toBe('{"status":"ok"}');
  const live = liveTls(host.url, ca);
  expect(await live.mutation(api.counters.add, { name: "a" })).toBe(1);
  // Signing in makes a token whose keys the host must fetch from itself.
  const signedIn = await live.action(api.auth.signIn, {
    provider: "password",
    params: { flow: "signUp", email: "a@example.com", password: "correct horse battery" },
  });
  live.setAuth(async () => String((signedIn as { tokens: { token: string } }).tokens.token));
  let me: unknown;
  live.onUpdate(api.auth.isAuthenticated, {}, (value) => (me = value));
  await eventually(() => me === true);
  await main(["backup", "--data", dataDir, "--to", path.join(await temporaryFolder(), "b.zip")]);
  await expect(fetch(host.url.replace("https", "http"))).rejects.toThrow();
});

test.skipIf(!hasOpenssl)("a renewed certificate is taken over, and an unusable one is not", async () => {
  const [first, second] = [await certificate("first"), await certificate("second")];
  const server = createServer(readTls(first), (_request, response) => response.end("ok"));
  const url = `https://127.0.0.1:${await listen(server)}`;
  onTestFinished(() => void server.close());
  const told: string[] = [];
  onTestFinished(renewTls(server, first, (_level, event) => void told.push(event), 20));
  const old = await readFile(first.cert);
  await writeFile(first.cert, "broken");
  await eventually(() => told.includes("certificate_unusable"));
  expect((await fetchTls(url, old)).text).toBe("ok");
  await cp(second.key, first.key);
  await cp(second.cert, first.cert);
  await eventually(() => told.includes("certificate_renewed"));
  expect((await fetchTls(url, second.ca)).text).toBe("ok");
  await expect(fetchTls(url, old)).rejects.toThrow();
});

test.skipIf(!hasOpenssl)("behind a proxy that ends TLS, clients and pages work at the public address", async () => {
  const { key, ca } = await certificate();
  let target = 0;
  const proxy = createTlsServer({ cert: ca, key: await readFile(key) }, (opened) => {
    const onward = connect(target, "127.0.0.1");
    opened.pipe(onward).pipe(opened);
    for (const socket of [opened, onward]) socket.on("error", () => [opened, onward].forEach((one) => one.destroy()));
  });
  const publicUrl = `https://localhost:${await listen(proxy)}`;
  onTestFinished(() => void proxy.close());
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir, publicUrl });
  const { url }: { url: string } = JSON.parse(await readFile(path.join(dataDir, "host.json"), "utf8"));
  target = Number(new URL(url).port);
  expect(host.url).toBe(publicUrl);
  expect((await fetchTls(`${publicUrl}/health`, ca, { Origin: publicUrl })).status).toBe(200);
  expect((await fetchTls(`${publicUrl}/health`, ca, { Origin: "https://elsewhere.example" })).status).toBe(403);
  const live = liveTls(publicUrl, ca);
  expect(await live.mutation(api.counters.add, { name: "a" })).toBe(1);
});
