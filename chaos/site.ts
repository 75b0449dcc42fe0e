import { rmSync } from "node:fs";

import type { Head } from "./records.ts";
import { ArmVictim, HostVictim } from "./processes.ts";
import { FaultyProxy } from "./proxy.ts";
import { SignIn } from "./sign-in.ts";
import { copyTemplate, type Template } from "./template.ts";

/** Of every arm here, ms between two heartbeats. */
export const heartbeatMs = 500;

/**
 * A host with its data folder and its arms, which one world after another is played on: processes that have run for a while, with
 * sessions of before in the records, are what operators have. A schedule kills and freezes them as it would its own, and the next
 * world finds them as the last one left them.
 */
export class Site {
  readonly template: Template;
  readonly folder: string;
  readonly host: HostVictim;
  /** The seeds that were played on it, in this order. */
  readonly seeds: number[] = [];
  /** The newest receipt that was verified: the next world's chain follows it. */
  head: Head | null = null;
  /** Of the operators, as the last world left them. */
  readonly signIns: readonly SignIn[];
  #arms: ArmVictim[] = [];

  /** @param staticDir the built dashboard, for a world with a page */
  constructor(template: Template, name: string, staticDir: string | null) {
    this.template = template;
    this.signIns = template.operatorTokens.map((token) => new SignIn(token));
    this.folder = copyTemplate(template, name);
    this.host = new HostVictim(this.folder, staticDir);
  }

  /** The first arms, that many, each on a way of its own that carries everything; those that are up go on, others end. The host must be up. */
  async armsUp(count: number): Promise<ArmVictim[]> {
    await Promise.all(this.#arms.slice(count).map((arm) => leave(arm)));
    this.#arms = this.#arms.slice(0, count);
    for (const { robotId, credential } of this.template.arms.slice(this.#arms.length, count)) {
      this.#arms.push(new ArmVictim(this.folder, await FaultyProxy.open(this.host.port), { robotId, credential, intervalMs: heartbeatMs }));
    }
    for (const arm of this.#arms) {
      arm.proxy.forget();
      if (!arm.isUp) arm.start();
    }
    return [...this.#arms];
  }

  async end(): Promise<void> {
    await Promise.all(this.#arms.map((arm) => leave(arm)));
    await this.host.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function leave(arm: ArmVictim): Promise<void> {
  await arm.kill();
  await arm.proxy.close();
}
