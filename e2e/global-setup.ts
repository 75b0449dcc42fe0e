import { execFileSync } from "node:child_process";

/** Once, before the workers: they would otherwise build the same files at the same time. */
export default function globalSetup(): void {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
}
