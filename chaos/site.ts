import { rmSync } from "node:fs";

import type { Head } from "./records.ts";
import { HostVictim } from "./processes.ts";
import { copyTemplate, type Template } from "./template.ts";

/**
 * A host and its data folder, which one world after another is played on: a host that has run for a while, with sessions of
 * before in its records, is what operators have. A schedule kills and freezes it as it would its own, and who plays the next
 * world finds it as the last one left it.
 */
export class Site {
  readonly template: Template;
  readonly folder: string;
  readonly host: HostVictim;
  /** The seeds that were played on it, in this order. */
  readonly seeds: number[] = [];
  /** The newest receipt that was verified: the next world's chain follows it. */
  head: Head | null = null;

  /** @param staticDir the built dashboard, for a world with a page */
  constructor(template: Template, name: string, staticDir: string | null) {
    this.template = template;
    this.folder = copyTemplate(template, name);
    this.host = new HostVictim(this.folder, staticDir);
  }

  async end(): Promise<void> {
    await this.host.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
