#!/usr/bin/env node
/** `npx reflex ...` in this repository: the command line of sdk/cli/, built when stale. build/reflex.mjs runs anywhere. */
import { pathToFileURL } from "node:url";
import { buildCli } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/workspace.mjs";

await ensureInstalled();
await import(pathToFileURL(await buildCli()).href);
