import { describe, expect, test } from "vitest";
import type { Instruction } from "./answer.ts";
import { Lease } from "./lease.ts";

const applying = (version: number, leaseMs: number, id = "s"): Instruction => ({
  session: { id, status: "active", mode: "apply_actions", version, leaseMs, actionBudget: null, promotion: version },
  stop: null,
});
const dry = (version: number, id = "s"): Instruction => ({
  session: { id, status: "active", mode: "dry_run", version, leaseMs: 0, actionBudget: null, promotion: version },
  stop: null,
});
const stop = (version: number, commandId = "c"): Instruction["stop"] => ({ commandId, sessionId: "s", version });

/** One that knows the session `s` from its dry run, as every agent does whose session is promoted. */
function knowing(): Lease {
  const lease = new Lease();
  lease.accept(dry(1), -1_000, -990);
  return lease;
}

describe("a lease", () => {
  test("nothing may be applied before the server said so, nor in a dry run", () => {
    const lease = new Lease();
    expect(lease.mayApply(0)).toBe(false);
    lease.accept(dry(1), 0, 5);
    expect(lease.update(5)).toEqual({ applying: false, started: false, fell: null });
  });

  test("counts from the moment the heartbeat was sent, not from the answer", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 1000, 2500);
    expect(lease.mayApply(3999)).toBe(true);
    expect(lease.mayApply(4000)).toBe(false);
  });

  test("each answer renews it", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.accept(applying(2, 3000), 1000, 1010);
    expect(lease.mayApply(3500)).toBe(true);
    expect(lease.mayApply(4000)).toBe(false);
  });

  test("once lapsed, a late answer of the same version does not bring it back; the next promotion does", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    expect(lease.update(100)).toMatchObject({ applying: true, started: true });
    expect(lease.update(3000)).toEqual({ applying: false, started: false, fell: "lease_lapsed" });
    lease.accept(applying(2, 3000), 3100, 3110);
    expect(lease.update(3120)).toEqual({ applying: false, started: false, fell: null });
    lease.accept(applying(4, 3000), 4000, 4010);
    expect(lease.update(4020)).toMatchObject({ applying: true, started: true });
  });

  test("a lease that ran out unnoticed, because the control loop hung, stays run out when an answer comes", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.update(100);
    lease.accept(applying(2, 3000), 5000, 5010);
    expect(lease.update(5020)).toEqual({ applying: false, started: false, fell: "lease_lapsed" });
  });

  test("the first cause is the one that is told: it lapsed, and only then the server said dry run", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.update(100);
    lease.accept(dry(3), 3000, 3010);
    expect(lease.update(3020)).toMatchObject({ applying: false, fell: "lease_lapsed" });
  });

  test("a stop ends it at once, is new only once, and bars that version for ever", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.update(20);
    expect(lease.stop({ commandId: "c", sessionId: "s", version: 3 })).toBe(true);
    expect(lease.stop({ commandId: "c", sessionId: "s", version: 3 })).toBe(false);
    expect(lease.update(30)).toMatchObject({ applying: false, fell: "software_stop" });
    lease.accept({ ...applying(3, 3000), stop: stop(3) }, 40, 50);
    expect(lease.mayApply(60)).toBe(false);
    lease.accept({ ...applying(4, 3000), stop: stop(3) }, 70, 80);
    expect(lease.mayApply(90)).toBe(true);
  });

  test("a stop first heard together with a later promotion bars that promotion too", () => {
    const lease = knowing();
    lease.accept({ ...applying(5, 3000), stop: stop(3) }, 0, 10);
    expect(lease.mayApply(20)).toBe(false);
  });

  test("a stop of another session changes nothing here", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.stop({ commandId: "c", sessionId: "other", version: 9 });
    expect(lease.mayApply(20)).toBe(true);
  });

  test("an answer of an older version is ignored", () => {
    const lease = knowing();
    lease.accept(dry(3), 100, 110);
    lease.accept(applying(2, 3000), 50, 120);
    expect(lease.mayApply(130)).toBe(false);
  });

  test.each([
    ["demoted", dry(3)],
    ["session_closed", { session: { ...applying(3, 3000).session, status: "closed" }, stop: null } as Instruction],
    ["session_closed", { session: null, stop: null }],
    ["session_closed", applying(7, 3000, "found")],
  ])("%s says why", (reason, instruction) => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.update(20);
    lease.accept(instruction, 30, 40);
    expect(lease.update(50)).toEqual({ applying: false, started: false, fell: reason });
  });

  test("a fault gives up this version only", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.update(20);
    lease.giveUp();
    expect(lease.update(30)).toMatchObject({ fell: "fault" });
    lease.accept(applying(3, 3000), 40, 50);
    expect(lease.mayApply(60)).toBe(true);
  });

  test("another session starts with its own versions", () => {
    const lease = knowing();
    lease.accept(applying(9, 3000), 0, 10);
    lease.accept(dry(1, "next"), 20, 30);
    lease.accept(applying(2, 3000, "next"), 40, 50);
    expect(lease.session?.id).toBe("next");
    expect(lease.mayApply(60)).toBe(true);
  });

  test.each([
    ["one that it never knew", () => new Lease()],
    ["one that it knew another session before", knowing],
  ])("what was promoted before it knew the session is not applied: %s", (_which, make) => {
    const lease = make();
    lease.accept(applying(7, 3000, "found"), 0, 10);
    expect(lease.update(20)).toEqual({ applying: false, started: false, fell: null });
    lease.accept(applying(7, 3000, "found"), 1000, 1010);
    expect(lease.mayApply(1020)).toBe(false);
    lease.accept(dry(8, "found"), 2000, 2010);
    lease.accept(applying(9, 3000, "found"), 3000, 3010);
    expect(lease.mayApply(3020)).toBe(true);
  });

  test("a stop of another session does not give back what had lapsed", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    lease.update(20);
    expect(lease.update(3000)).toMatchObject({ fell: "lease_lapsed" });
    for (let other = 0; other < 40; other++) lease.stop({ commandId: "c", sessionId: `other-${other}`, version: 9 });
    lease.accept(applying(2, 3000), 3100, 3110);
    expect(lease.mayApply(3120)).toBe(false);
  });

  test("a stop is the same one only if session, version and command are", () => {
    const lease = knowing();
    const command = { commandId: "c", sessionId: "s", version: 3 };
    expect(lease.stop(command)).toBe(true);
    for (const other of [{ commandId: "d" }, { sessionId: "t" }, { version: 4 }]) {
      expect(lease.stop({ ...command, ...other }), JSON.stringify(other)).toBe(true);
      expect(lease.stop(command)).toBe(true);
      expect(lease.stop(command)).toBe(false);
    }
  });

  test("a stop of a session that is not the present one bars it up to the stop's version, not the present one's", () => {
    const lease = knowing();
    lease.accept(dry(9), 0, 10);
    lease.stop({ commandId: "c", sessionId: "next", version: 2 });
    lease.accept(dry(1, "next"), 20, 30);
    lease.accept(applying(2, 3000, "next"), 40, 50);
    expect(lease.mayApply(60)).toBe(false);
    lease.accept(applying(3, 3000, "next"), 70, 80);
    expect(lease.mayApply(90)).toBe(true);
  });

  test("before it knows any session, a stop is obeyed and a fault changes nothing", () => {
    const lease = new Lease();
    lease.giveUp();
    expect(lease.stop({ commandId: "c", sessionId: "s", version: 2 })).toBe(true);
    lease.accept(dry(1), 0, 10);
    lease.accept(applying(2, 3000), 20, 30);
    expect(lease.mayApply(40)).toBe(false);
  });

  test("a lease that ran out before anything was applied is renewed by the next answer", () => {
    const lease = knowing();
    lease.accept(applying(2, 3000), 0, 10);
    expect(lease.mayApply(4000)).toBe(false);
    lease.accept(applying(2, 3000), 5000, 5010);
    expect(lease.mayApply(5020)).toBe(true);
  });

  test.each([
    [15, false],
    [16, true],
  ])("the ends of sixteen sessions are remembered: after %i more, the first one may apply: %s", (more, mayApply) => {
    const lease = new Lease();
    lease.stop({ commandId: "c", sessionId: "first", version: 3 });
    for (let other = 0; other < more; other++) lease.stop({ commandId: "c", sessionId: `other-${other}`, version: 9 });
    lease.accept(dry(2, "first"), 0, 10);
    lease.accept(applying(3, 3000, "first"), 20, 30);
    expect(lease.mayApply(40)).toBe(mayApply);
  });
});
