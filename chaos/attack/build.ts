import { execFileSync } from "node:child_process";

/** Once, before the tests that run the host as a process. */
export default function globalSetup(): void {
  execFileSync(process.execPath, ["--input-type=module", "-e", 'await (await import("./scripts/lib/build.mjs")).buildChaos()'], {
    stdio: "inherit",
  });
}
