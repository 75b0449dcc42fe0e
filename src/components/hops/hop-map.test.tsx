import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test, vi } from "vitest";

import type { Connection } from "#src/api/connection.ts";
import type { RobotStatus } from "#src/api/robots.ts";
import type { Session } from "#src/api/sessions.ts";
import type { Act } from "#src/lib/reach.ts";

const NOW = 1_000_000;
const page = vi.hoisted(() => ({ connection: { kind: "connected" } as Connection }));
vi.mock("#src/api/connection.ts", () => ({ useConnection: () => page.connection }));
vi.mock("#src/api/clock.ts", () => ({
  serverNow: () => NOW,
  toServerTime: (at: number) => at,
  useServerNow: () => NOW,
  useServerClock: () => ({ kind: "known", offsetMs: 0, uncertaintyMs: 6, roundTripMs: 12.4, measuredAt: NOW }),
}));
vi.mock("#src/api/account.ts", () => ({ useRoleReason: () => undefined }));
vi.mock("#src/api/control.ts", () => ({ useOtherHolder: () => undefined }));
vi.mock("#src/api/limits.ts", () => ({ useActReason: () => undefined }));
vi.mock("#src/api/errors.ts", () => ({ describeError: String }));
vi.mock("#src/api/sessions.ts", () => ({}));
vi.mock("#src/components/sessions/close-reasons.ts", () => ({ useCloseReasons: () => () => undefined }));
vi.mock("#src/components/sessions/promote-sheet.tsx", () => ({ PromoteSheet: () => null }));
const { SessionActions } = await import("#src/components/sessions/session-actions.tsx");
const { HopMap } = await import("./hop-map.tsx");
const { actWords } = await import("./hop-words.ts");

afterEach(cleanup);

const dry = { id: "s", robotId: "r", robotName: "arm-1", status: "active", mode: "dry_run", stop: null } as unknown as Session;
const applying = { ...dry, mode: "apply_actions" } as Session;
const heard = {
  ...{ link: "online", lastSeenAt: NOW - 300, intervalMs: 1_000, sessionId: "s", mode: "dry_run", health: "ok" },
  ...{ clockSkewMs: 10, message: null, roundTripMs: 23.4 },
} as unknown as RobotStatus;

function show(session: Session, status = heard, link: "online" | "late" | "offline" = "online") {
  render(
    <MemoryRouter>
      <SessionActions session={session} />
      <HopMap status={status} isRetired={false} session={session} link={link} stopLocation="left post" />
    </MemoryRouter>,
  );
  return screen.getByRole("region", { name: "Way to the arm" });
}

/** Each control of a session's page and the act that it is for. */
const controls: [string, Act][] = [
  ["Promote…", "promote"],
  ["Back to dry run", "demote"],
  ["More time", "extend"],
  ["Mark", "mark"],
  ["Close session…", "close"],
];
const lost = (why: Extract<Connection, { kind: "lost" }>["why"]): Connection => ({ kind: "lost", since: NOW - 5_000, why });

test.each<Connection>([
  { kind: "connected" },
  { kind: "connecting" },
  ...(["browser_offline", "socket_closed", "server_silent", "socket_stuck"] as const).map(lost),
])("what the map calls impossible is what the page's controls are off for: $kind $why", (connection) => {
  page.connection = connection;
  for (const session of [dry, applying]) {
    const map = show(session);
    const named = /Not possible from this page now: (.*?)\./.exec(map.textContent)?.[1]?.split(", ") ?? [];
    let seen = 0;
    for (const [name, act] of controls) {
      const control = screen.queryByRole("button", { name: new RegExp(`^${name}`) });
      if (control === null) continue;
      seen += 1;
      expect([name, control.getAttribute("aria-disabled") === "true"]).toEqual([name, named.includes(actWords[act])]);
    }
    expect(seen).toBeGreaterThanOrEqual(3);
    expect(map.textContent).toMatch(/Software stop/);
    cleanup();
  }
});

test("every hop with its age and round trip, and nothing to worry about", () => {
  page.connection = { kind: "connected" };
  const map = show(dry);
  expect(map.textContent).toMatch(/This browser.*Live.*12 ms.*Server.*Online.*now.*23 ms.*Arm/);
  expect(map.textContent).toContain("Every hop works.");
  expect(map.textContent).toContain("A robot that falls silent goes back to the dry run by itself within 3 s.");
  expect(map.innerHTML).not.toMatch(/danger|warn/);
});

test("a robot that is not heard: what a promote is refused for, what the stop still does, and the arm as last known", () => {
  page.connection = { kind: "connected" };
  const silent = { ...heard, link: "offline", lastSeenAt: NOW - 90_000 } as RobotStatus;
  const map = show(applying, silent, "offline");
  expect(map.textContent).toMatch(/Offline.*1 min ago/);
  expect(map.textContent).toMatch(/Not known.*last known at/);
  expect(map.textContent).toContain(
    "Until then its lease ends the motion, 3 s after its last heartbeat, or the hardware emergency stop (left post) does.",
  );
  cleanup();
  expect(show(dry, silent, "offline").textContent).toContain("Not possible now: promote. The robot is not online.");
});

test("this device is offline: nothing behind it is claimed, and the way out is the one of hardware", () => {
  page.connection = lost("browser_offline");
  const map = show(dry);
  expect(map.textContent).toMatch(/Not live.*for 5 s.*Not known.*last known at.*Not known.*last known at/);
  expect(map.textContent).toContain("this device is offline. Go by the hardware emergency stop (left post), or stop from another device.");
});
