import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { battery, beats } from "./alertRules.testing";
import { advance, type T } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { stubRelay } from "./mail.testing";

beforeEach(stubRelay);
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const hook = "https://hooks.example/reflex";
type Posted = { headers: Record<string, string>; body: string };

/** What the relay of letters and the receiver of a webhook were given. */
function receivers() {
  const letters: { to: string; subject: string; text: string }[] = [];
  const posted: Posted[] = [];
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    const body = typeof init.body === "string" ? init.body : "";
    if (address === hook) posted.push({ headers: Object.fromEntries(new Headers(init.headers)), body });
    else letters.push(JSON.parse(body));
    return Promise.resolve(new Response(null, { status: 200 }));
  });
  return { letters, posted };
}

/** Runs what is due: a delivery is two scheduled steps. */
async function pass(t: T): Promise<void> {
  for (let step = 0; step < 4; step += 1) {
    await vi.advanceTimersByTimeAsync(1);
    await t.finishInProgressScheduledFunctions();
  }
}

async function lab() {
  const started = await start();
  const { admin, viewer, operator } = started.people;
  const { id, secret } = await admin.as.mutation(api.webhooks.create, { url: hook, kinds: ["rule.broken"] });
  await viewer.as.mutation(api.notices.setMail, { kinds: ["rule.broken"], quiet: null });
  await operator.as.mutation(api.notices.setMail, { kinds: ["robot.offline"], quiet: null });
  const { id: ruleId } = await admin.as.mutation(api.alertRules.create, { ...battery, forMs: 0 });
  return { ...started, hookId: id, secret, ruleId };
}

test("a broken rule is written to who wants it and posted once, signed, with its robot and its numbers", async () => {
  const { letters, posted } = receivers();
  const world = await lab();
  const { t, seeded, secret } = world;
  await beats(world, 1, { batteryPct: 50 });
  await pass(t);
  expect([letters, posted]).toEqual([[], []]);
  await beats(world, 3, { batteryPct: 14.96 });
  await pass(t);
  const text = "arm-1 breaks the rule Battery low: 15 %, limit 20 %.";
  expect(letters).toEqual([
    {
      to: "viewer@Lab.example",
      subject: `Reflex: ${text}`,
      text: expect.stringContaining(`https://console.example/robots/${seeded.robotId}\n`),
    },
  ]);
  expect(posted).toHaveLength(1);
  const [{ body, headers }] = posted as [Posted];
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({
    type: "rule.broken",
    data: { text, target: { kind: "robot", id: seeded.robotId, name: "arm-1" }, actor: { kind: "system", name: "rules" } },
  });
});

test("its end is not told, nor what comes back; the same words again only after five minutes, other words at once", async () => {
  const { letters, posted } = receivers();
  const world = await lab();
  const { t } = world;
  const told = async () => {
    await pass(t);
    return [letters.length, posted.length];
  };
  await beats(world, 1, { batteryPct: 10 });
  expect(await told()).toEqual([1, 1]);
  await beats(world, 12, { batteryPct: 50 });
  // The same incident.
  await beats(world, 1, { batteryPct: 9 });
  expect(await told()).toEqual([1, 1]);
  await beats(world, 80, { batteryPct: 50 });
  // Another incident, in the same words.
  await beats(world, 1, { batteryPct: 10 });
  expect(await told()).toEqual([1, 1]);
  await beats(world, 80, { batteryPct: 50 });
  await beats(world, 1, { batteryPct: 8 });
  expect(await told()).toEqual([2, 2]);
  await beats(world, 12, { batteryPct: 50 });
  advance(300_000);
  await beats(world, 1, { batteryPct: 50 });
  await beats(world, 1, { batteryPct: 10 });
  expect(await told()).toEqual([3, 3]);
});

test("a test is posted too, and written to nobody but who asked", async () => {
  const { letters, posted } = receivers();
  const { t, people, ruleId } = await lab();
  await people.admin.as.mutation(api.notices.setMail, { kinds: ["rule.broken"], quiet: null });
  await people.admin.as.mutation(api.alertRules.test, { id: ruleId });
  await pass(t);
  expect(letters.map(({ to, subject }) => [to, subject])).toEqual([
    ["admin@Lab.example", "Reflex: This is a test of the rule Battery low: nothing is broken."],
  ]);
  expect(letters[0]?.text).toContain("https://console.example/settings/rules");
  expect(posted.map(({ body }) => JSON.parse(body).data.target)).toEqual([{ kind: "alertRule", id: ruleId, name: "Battery low" }]);
});
