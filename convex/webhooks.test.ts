import { Webhook } from "standardwebhooks";
import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";
import { refusalOf } from "./model/webhooks/address";
import { deliveryLife, failingLife, waits } from "./model/webhooks/deliveries";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const url = "https://hooks.example/reflex";
type Posted = { url: string; headers: Record<string, string>; body: string; redirect: string | undefined };

/** The receiver's answers in turn, the last one for ever; 0: it does not answer. A real one is in e2e/notifications.spec.ts. */
function receiver(...statuses: number[]) {
  const posted: Posted[] = [];
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    posted.push({
      url: address,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === "string" ? init.body : "",
      redirect: init.redirect,
    });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    return status === 0
      ? Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:443"))
      : Promise.resolve(new Response(null, { status: status ?? 200 }));
  });
  return posted;
}

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t, "Ours");
  const { as } = people.admin;
  const { id, secret } = await as.mutation(api.webhooks.create, { url, kinds: ["session.stopped"] });
  const log = async () => await as.query(api.webhooks.deliveries, { id });
  return { t, people, as, id, secret, log };
}

/** Lets the scheduler run what is due within `ms`. */
async function pass(t: T, ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await t.finishInProgressScheduledFunctions();
  await vi.advanceTimersByTimeAsync(0);
  await t.finishInProgressScheduledFunctions();
}

/** An attempt is two scheduled steps. */
async function attempt(t: T, ms = 0): Promise<void> {
  await pass(t, ms);
  await pass(t, 1);
  await pass(t, 1);
}

test("a stop is posted, signed as the Standard Webhooks libraries check it, and a test and a replay are too", async () => {
  const posted = receiver(204);
  const { t, people, as, id, secret, log } = await lab();
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  await people.operator.as.mutation(api.sessions.stop, { id: sessionId });
  await people.operator.as.mutation(api.approvals.request, { sessionId });
  await attempt(t);
  const [first] = posted;
  if (first === undefined) throw new Error("nothing was posted");
  expect(new Webhook(secret).verify(first.body, first.headers)).toMatchObject({
    type: "session.stopped",
    data: { target: { kind: "session", id: sessionId }, actor: { kind: "operator" } },
  });
  expect(() => new Webhook(secret).verify(first.body.replace("stopped", "started"), first.headers)).toThrow(/signature/);
  expect([first.url, first.redirect]).toEqual([url, "manual"]);
  await as.mutation(api.webhooks.test, { id });
  await attempt(t);
  const [tested, stopped] = await log();
  expect([tested, stopped]).toMatchObject([
    { kind: "test" },
    { kind: "session.stopped", state: "delivered", attempts: 1, last: { status: 204 } },
  ]);
  await as.mutation(api.webhooks.replay, { id: stopped?.id ?? expect.fail("no delivery") });
  await attempt(t);
  expect(posted.map(({ headers }) => headers["webhook-id"])).toEqual([stopped?.messageId, tested?.messageId, stopped?.messageId]);
  expect(posted[2]?.body).toBe(first.body);
});

test("for a day after a new secret both sign, then the new one alone", async () => {
  const posted = receiver(204);
  const { t, as, id, secret: old } = await lab();
  const { secret, overlapEndsAt } = await as.mutation(api.webhooks.rotateSecret, { id });
  expect(await as.query(api.webhooks.list, {})).toMatchObject([{ overlapEndsAt }]);
  const post = async () => {
    await as.mutation(api.webhooks.test, { id });
    await attempt(t);
    return posted.at(-1) ?? expect.fail("nothing was posted");
  };
  const isBy = (which: string, { body, headers }: (typeof posted)[number]) => {
    try {
      return new Webhook(which).verify(body, headers) !== null;
    } catch {
      return false;
    }
  };
  const during = await post();
  expect([isBy(old, during), isBy(secret, during)]).toEqual([true, true]);
  // A second rotation: what was known before the first is over at once.
  const { secret: third } = await as.mutation(api.webhooks.rotateSecret, { id });
  const again = await post();
  expect([isBy(old, again), isBy(secret, again), isBy(third, again)]).toEqual([false, true, true]);
  await pass(t, 24 * 3_600_000);
  const after = await post();
  expect([isBy(secret, after), isBy(third, after)]).toEqual([false, true]);
  expect(JSON.stringify(await t.run((ctx) => ctx.db.query("webhooks").collect()))).not.toContain(secret);
  expect(JSON.stringify(await t.run((ctx) => ctx.db.query("auditEntries").collect()))).not.toContain("whsec_");
});

test("a receiver that is down is asked again, ever later, until it takes the message", async () => {
  const posted = receiver(0, 500, 302, 200);
  const { t, as, id, log } = await lab();
  await as.mutation(api.webhooks.test, { id });
  await attempt(t);
  expect(await log()).toMatchObject([{ state: "waiting", attempts: 1, last: { status: null, detail: "Could not be reached." } }]);
  expect((await as.query(api.webhooks.list, {}))[0]?.failingSince).not.toBeNull();
  for (const wait of waits.slice(0, 3)) await attempt(t, wait);
  expect(posted).toHaveLength(4);
  expect(await log()).toMatchObject([{ state: "delivered", attempts: 4, nextAttemptAt: null, last: { status: 200 } }]);
  expect((await as.query(api.webhooks.list, {}))[0]?.failingSince).toBeNull();
});

test("after the last attempt a delivery has failed, and after three days without a success the webhook is disabled and everybody told", async () => {
  receiver(503);
  const { t, people, as, id, log } = await lab();
  await as.mutation(api.webhooks.test, { id });
  await attempt(t);
  for (const wait of waits) await attempt(t, wait);
  expect(await log()).toMatchObject([{ state: "failed", attempts: waits.length + 1, nextAttemptAt: null }]);
  advance(failingLife);
  await as.mutation(api.webhooks.test, { id });
  await attempt(t);
  expect((await as.query(api.webhooks.list, {}))[0]?.disabledAt).not.toBeNull();
  expect((await people.viewer.as.query(api.notices.list, {})).notices).toMatchObject([
    { kind: "webhook.disabled", target: { name: "hooks.example" } },
  ]);
  await expect(as.mutation(api.webhooks.test, { id })).rejects.toThrow(/disabled/);
  await as.mutation(api.webhooks.update, { id, isEnabled: true });
  expect(await as.query(api.webhooks.list, {})).toMatchObject([{ disabledAt: null, failingSince: null }]);
});

test("an attempt that died on the way is settled, and its late answer changes nothing", async () => {
  receiver(200);
  const { t, as, id, log } = await lab();
  await as.mutation(api.webhooks.test, { id });
  const [delivery] = await log();
  if (delivery === undefined) throw new Error("no delivery");
  await t.mutation(internal.webhooks.attempt, { id: delivery.id });
  await t.mutation(internal.webhooks.attempt, { id: delivery.id });
  const lost = { at: Date.now(), status: null, latencyMs: null, detail: "The attempt was lost." };
  await t.mutation(internal.webhooks.settle, { id: delivery.id, attempt: 1, result: lost });
  await t.mutation(internal.webhooks.settle, { id: delivery.id, attempt: 1, result: { ...lost, status: 200 } });
  expect(await log()).toMatchObject([{ state: "waiting", attempts: 1, last: { detail: "The attempt was lost." } }]);
});

test("who says 410 is asked no more, and what waits for a webhook that is gone fails", async () => {
  const posted = receiver(410);
  const { t, as, id, log } = await lab();
  await as.mutation(api.webhooks.test, { id });
  await as.mutation(api.webhooks.test, { id });
  const waiting = await log();
  await attempt(t);
  expect((await log()).filter(({ state }) => state === "failed")).toHaveLength(2);
  expect(posted.length).toBeGreaterThan(0);
  await as.mutation(api.webhooks.remove, { id });
  await t.mutation(internal.webhooks.attempt, { id: waiting[0]?.id ?? expect.fail("no delivery") });
  advance(deliveryLife + 1);
  await t.mutation(internal.sweeps.prune, {});
  expect(await t.run((ctx) => ctx.db.query("webhookDeliveries").collect())).toEqual([]);
});

test("only https to host names of the internet, unless the operator of the server allows others", async () => {
  const inside = [
    "http://hooks.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://10.0.0.7",
    "https://localhost/",
    "https://localhost./",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://nas.local/",
    "https://router/",
    "https://u:p@hooks.example/",
    "https://hooks.example/#x",
    "ftp://hooks.example/",
    "hooks.example",
    `https://hooks.example/${"x".repeat(500)}`,
  ];
  const { t, as, log, id } = await lab();
  for (const address of inside) {
    expect(refusalOf(address, false), address).not.toBeNull();
    await expect(as.mutation(api.webhooks.create, { url: address, kinds: [] }), address).rejects.toThrow(/"invalid"/);
  }
  vi.stubEnv("REFLEX_WEBHOOKS_ANYWHERE", "1");
  const { id: near } = await as.mutation(api.webhooks.create, { url: "http://127.0.0.1:9/", kinds: [] });
  await expect(as.mutation(api.webhooks.create, { url: "ftp://127.0.0.1/", kinds: [] })).rejects.toThrow(/"invalid"/);
  // What was allowed once is asked again with every attempt.
  vi.stubEnv("REFLEX_WEBHOOKS_ANYWHERE", "");
  const posted = receiver(200);
  await as.mutation(api.webhooks.test, { id: near });
  await attempt(t);
  expect(posted).toEqual([]);
  expect(await as.query(api.webhooks.deliveries, { id: near })).toMatchObject([{ state: "waiting", last: { status: null } }]);
  expect(await log()).toEqual([]);
  expect(JSON.stringify(await as.query(api.webhooks.list, {}))).not.toContain("whsec_");
  expect(id).not.toBe(near);
});

test("ten webhooks, twenty presses a minute", async () => {
  receiver(200);
  const { as, id } = await lab();
  for (let index = 1; index < 10; index += 1) await as.mutation(api.webhooks.create, { url, kinds: [] });
  await expect(as.mutation(api.webhooks.create, { url, kinds: [] })).rejects.toThrow(/too_many/);
  for (let index = 0; index < 20; index += 1) await as.mutation(api.webhooks.test, { id });
  await expect(as.mutation(api.webhooks.test, { id })).rejects.toThrow(/rate_limited/);
});
