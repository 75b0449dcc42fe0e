import { mkdir } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { buildCli, freePort, startChild } from "./child.ts";
import { temporaryFolder } from "./setup.ts";

test("a host whose log nobody reads any more goes on serving, and ends when it is asked to", async () => {
  // Inside the repository, so that the built file finds its packages.
  const buildFolder = path.join(import.meta.dirname, "../../node_modules/.cache/host-test");
  await mkdir(buildFolder, { recursive: true });
  const host = await startChild(await buildCli(buildFolder), ["--data", await temporaryFolder(), "--port", String(await freePort()), "--dev"]);
  host.process.stderr?.destroy();
  // Its end writes lines of its own, which fail.
  host.process.kill("SIGTERM");
  expect(await Promise.race([host.exited, new Promise((done) => setTimeout(done, 20_000, "still running"))])).toBe(0);
});
