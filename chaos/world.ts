import type { Browser } from "@playwright/test";

import type { Id } from "#convex/_generated/dataModel.js";

import * as reflex from "../sdk/src/index.ts";
import { readBlackBox, sharedMs } from "./black-box.ts";
import type { Evidence } from "./evidence.ts";
import { boundsOf, isOver, Operator } from "./operator.ts";
import { PageOperator, untilShown } from "./page-operator.ts";
import { FaultyProxy } from "./proxy.ts";
import { readRecords } from "./records.ts";
import { killsPage, makePageSchedule } from "./page-schedule.ts";
import { makeSchedule, sizeOf, type Event, type Size } from "./schedule.ts";
import { heartbeatMs, type Site } from "./site.ts";
import { Starvation } from "./starvation.ts";
import { rpc, type Template } from "./template.ts";
import { happen, mend, wayOf, type Parts } from "./trouble.ts";
import { lookEveryMs, until, wait } from "./waiting.ts";

/** What a world with a page needs; the browser is one for all worlds, begun with the first, but for those whose page is killed. */
export type Pages = { staticDir: string; browser: (isOwn: boolean) => Promise<Browser> };

type SessionId = Id<"sessions">;

/** One host, its arms and operators, each on a way of its own, driven by one seed. */
export class World {
  readonly #site: Site;
  readonly #template: Template;
  readonly #seed: number;
  readonly #pages: Pages | null;
  readonly #size: Size;
  readonly #parts: Parts;
  readonly #operators: Operator[] = [];
  readonly #sessions: (SessionId | null)[] = [];
  readonly #underWay: Promise<unknown>[] = [];
  readonly #signedOut: Evidence["signedOut"] = [];
  readonly #starvations: Starvation[] = [];

  /** How long each part of the run took, ms: until the arms were ready, the schedule, and what came after. */
  readonly took = { ready: 0, schedule: 0, settled: 0 };
  readonly #begunAt = sharedMs();
  readonly #sinceMs = Date.now();

  /**
   * @param site a host on which every session of earlier worlds is closed
   * @param pages a browser and the built dashboard, which the site serves: an operator in front of a page
   */
  constructor(site: Site, seed: number, pages: Pages | null = null) {
    this.#site = site;
    this.#template = { ...site.template, arms: site.template.arms.slice(0, sizeOf(seed).arms) };
    this.#seed = seed;
    this.#pages = pages;
    this.#size = sizeOf(seed);
    site.seeds.push(seed);
    this.#parts = { host: site.host, arms: [], proxies: [], outages: [] };
  }

  /**
   * Runs the whole schedule of its seed, puts everything right, closes every session and gives the evidence.
   * @param isReady told when every arm could be promoted, and the schedule begins
   */
  async run(isReady: () => void): Promise<Evidence> {
    try {
      await this.#open();
      isReady();
      let begun = sharedMs();
      this.took.ready = begun - this.#begunAt;
      const schedule = this.#pages === null ? makeSchedule(this.#seed, this.#size) : makePageSchedule(this.#seed);
      for (const { atMs, event } of schedule) {
        await wait(begun + atMs - sharedMs());
        if (event.do === "ready" || event.do === "done") {
          const waitsFrom = sharedMs();
          if (event.do === "ready") await this.#awaitReadiness(event.arm, event.operator, event.withinMs);
          else await Promise.race([this.#underWay.at(-1), wait(event.withinMs)]);
          begun += sharedMs() - waitsFrom;
          continue;
        }
        const happening = this.#happen(event);
        this.#underWay.push(happening);
        // What fails is told by the wait for all of them, below.
        happening.catch(() => undefined);
      }
      await Promise.all(this.#underWay);
      const playedAt = sharedMs();
      this.took.schedule = playedAt - this.#begunAt - this.took.ready;
      const evidence = await this.#settle();
      this.took.settled = sharedMs() - playedAt;
      return evidence;
    } finally {
      await this.#close();
    }
  }

  get #api(): { apiKey: string; convexUrl: string } {
    return { apiKey: this.#template.apiKey, convexUrl: this.#parts.host.url };
  }

  async #open(): Promise<void> {
    if (!this.#parts.host.isUp) await this.#parts.host.start();
    this.#parts.arms.push(...(await this.#site.armsUp(this.#size.arms)));
    this.#parts.proxies.push(...this.#parts.arms.map(({ proxy }) => proxy));
    for (let index = 0; index < this.#size.operators; index++) this.#operators.push(await this.#operator(index));
    this.#watchStarving();
    await Promise.all(this.#template.arms.map((_, index) => this.#authorize(index)));
    // A page is drawn before anything happens to it: what it claims while it loads is nothing.
    const drawn = this.#operators.flatMap((operator) =>
      operator instanceof PageOperator ? [untilShown(operator, this.#sessions[0] ?? "")] : [],
    );
    await Promise.all([...this.#template.arms.map((_, index) => this.#getReady(index)), ...drawn]);
  }

  /** The stop panels of all operators are in this process. */
  #watchStarving(): void {
    const { host, arms } = this.#parts;
    this.#starvations.push(new Starvation({ by: "host", who: "" }, () => host.pids));
    for (const arm of arms) this.#starvations.push(new Starvation({ by: "arm", who: arm.robotId }, () => arm.pids));
    for (const operator of this.#operators) {
      this.#starvations.push(new Starvation({ by: "panel", who: operator.who }, () => [process.pid]));
      if (operator instanceof PageOperator) this.#starvations.push(operator.starvation);
    }
  }

  async #operator(index: number): Promise<Operator> {
    const who = `operator-${index + 1}`;
    const { url } = await this.#way();
    const signIn = this.#site.signIns[index];
    if (signIn === undefined) throw new Error(`no sign-in of ${who}`);
    return this.#pages === null
      ? new Operator(who, url, signIn)
      : PageOperator.open(await this.#pages.browser(killsPage(this.#seed)), who, url, signIn);
  }

  /** Nothing can go wrong with a promote before one would be accepted. */
  async #getReady(index: number): Promise<void> {
    const { robotId, deploymentId } = this.#template.arms[index] ?? { robotId: "", deploymentId: "" };
    const id = this.#sessions[index];
    const signedIn = { authorization: `Bearer ${this.#template.token}` };
    const isReady = async () => {
      const { unmet } = await rpc<{ unmet: { code: string }[] }>(
        this.#parts.host.url,
        "query",
        "sessions:promoteReadiness",
        { id, now: Date.now() },
        signedIn,
      );
      // What else is missing would fail the doctor too, and each examination costs more than a heartbeat.
      if (unmet.length > 0 && unmet.every(({ code }) => code.startsWith("doctor_")))
        await reflex.runDeploymentDoctor(deploymentId, { robotId, ...this.#api });
      if (unmet.length > 0) throw new Error(unmet.map(({ code }) => code).join(" "));
    };
    await until(isReady, 60_000, "an arm can be promoted");
  }

  async #way(): Promise<FaultyProxy> {
    const proxy = await FaultyProxy.open(this.#parts.host.port);
    this.#parts.proxies.push(proxy);
    return proxy;
  }

  /** A new session for an arm; null when the server does not answer now. */
  async #authorize(index: number): Promise<void> {
    const arm = this.#template.arms[index];
    if (arm === undefined) return;
    const grant = await reflex.authorizeSession({ deploymentId: arm.deploymentId, robotId: arm.robotId, ...this.#api }).catch(() => null);
    if (grant?.ok === true) this.#sessions[index] = grant.sessionId as SessionId;
  }

  async #happen(event: Exclude<Event, { do: "ready" | "done" }>): Promise<void> {
    if (!("operator" in event)) return happen(this.#parts, event);
    if (event.do === "authorize") return this.#authorize(event.arm);
    if (event.do === "endSignIn") return this.#endSignIn(event);
    return this.#act(event);
  }

  async #endSignIn({ operator: index, how, forMs }: Extract<Event, { do: "endSignIn" }>): Promise<void> {
    const operator = this.#operators[index];
    const isOver = await this.#site.signIns[index]?.end(how, this.#parts.host);
    const from = sharedMs();
    await wait(forMs);
    if (isOver === true) this.#signedOut.push({ who: operator?.who ?? "", from, until: sharedMs() });
    // A host that died may have written the end that it could not tell of.
    await operator?.signInAgain();
  }

  async #act(event: Extract<Event, { arm: number; operator: number }>): Promise<void> {
    const { do: act, arm, operator: index } = event;
    const operator = this.#operators[index];
    if (event.do === "promote" && event.patientMs !== undefined) await this.#awaitReadiness(arm, index, event.patientMs);
    const sessionId = this.#sessions[arm];
    if (sessionId === undefined || sessionId === null || operator === undefined) return;
    if (event.do === "killPage") await (operator instanceof PageOperator ? operator.killPage(sessionId, event.forMs) : undefined);
    else if (act === "promote") await operator.promote(sessionId, boundsOf(this.#seed));
    else if (act === "demote") await operator.demote(sessionId);
    else if (act === "stop") await operator.stop(sessionId);
    else await operator.close(sessionId);
  }

  /** Waits until a promote is offered, at most so long; a session that cannot come to that any more gives way to a new one. */
  async #awaitReadiness(arm: number, index: number, patientMs: number): Promise<void> {
    const operator = this.#operators[index];
    if (operator === undefined) return;
    for (const end = sharedMs() + patientMs; sharedMs() < end; await wait(lookEveryMs)) {
      const sessionId = this.#sessions[arm];
      if (sessionId === undefined || sessionId === null) return this.#authorize(arm);
      const unmet = await operator.unmetOf(sessionId);
      if (unmet?.length === 0) return;
      if (unmet?.some((code) => code === "dry_run_safe_stop" || code === "dry_run_fault") === true) await operator.close(sessionId);
      if (unmet?.some((code) => isOver.includes(code)) === true) await this.#authorize(arm);
    }
  }

  async #settle(): Promise<Evidence> {
    await mend(this.#parts);
    const open = await until(
      async () => (await reflex.listSessions(this.#api)).sessions.filter(({ status }) => status !== "closed"),
      10_000,
      "the host answers",
    );
    for (const { _id } of open) await until(() => reflex.closeSession(_id, this.#api), 10_000, `session ${_id} closes`);
    for (const operator of this.#operators)
      await until(() => operator.haveStopsLanded(), 10_000, `what ${operator.who} stopped is accepted`).catch(() => undefined);
    // What an arm may still do after the close must be seen: a lease and a little more.
    await wait(2_000);
    for (const operator of this.#operators) operator.leave();
    const { records, head } = await readRecords(this.#parts.host.url, { ...this.#template, sinceMs: this.#sinceMs, head: this.#site.head });
    this.#site.head = head;
    return {
      arms: this.#parts.arms.map(({ robotId, file }) => ({ robotId, entries: readBlackBox(file).filter(({ at }) => at >= this.#begunAt) })),
      deeds: this.#operators.flatMap(({ deeds }) => deeds),
      claims: this.#operators.flatMap((operator) => [...operator.stopClaims, ...(operator instanceof PageOperator ? operator.claims : [])]),
      signedOut: this.#signedOut,
      starved: this.#starvations.flatMap(({ samples }) => samples),
      promotesSent: this.#operators.map(({ who }, index) => ({ who, count: wayOf(this.#parts, { kind: "operator", index }).promotes })),
      records,
      outages: this.#parts.outages,
      wallOffsetMs: Date.now() - sharedMs(),
      heartbeatMs,
    };
  }

  async #close(): Promise<void> {
    for (const starvation of this.#starvations) starvation.end();
    for (const operator of this.#operators) operator.leave();
    // The arms' own ways are the site's.
    await Promise.all(this.#parts.proxies.slice(this.#parts.arms.length).map((proxy) => proxy.close()));
  }
}
