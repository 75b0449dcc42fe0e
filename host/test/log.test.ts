import { expect, test } from "vitest";

import { freePort, startChild } from "./child.ts";
import { temporaryFolder } from "./setup.ts";

test("a host whose log nobody reads any more goes on serving, and ends when it is asked to", async () => {
  const host = await startChild(["--data", await temporaryFolder(), "--port", String(await freePort()), "--dev"]);
  host.process.stderr?.destroy();
  // Its end writes lines of its own, which fail.
  host.process.kill("SIGTERM");
  expect(await Promise.race([host.exited, new Promise((done) => setTimeout(done, 20_000, "still running"))])).toBe(0);
});
