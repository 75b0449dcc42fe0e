import type { Outage } from "./evidence.ts";
import type { ArmVictim, HostVictim } from "./processes.ts";
import type { FaultyProxy } from "./proxy.ts";
import type { Event, Who } from "./schedule.ts";
import { sharedMs } from "./black-box.ts";
import { wait } from "./waiting.ts";

/** What of a world can be broken, and what was. */
export type Parts = {
  host: HostVictim;
  arms: ArmVictim[];
  /** The ways of the arms, then those of the operators. */
  proxies: FaultyProxy[];
  outages: Outage[];
};

/** What happens to the parts of a world, and not through an operator. */
export type Trouble = Exclude<Event, { operator: number } | { do: "done" }>;

/** Lets it happen, and puts it right again when its time is over. */
export async function happen(parts: Parts, event: Trouble): Promise<void> {
  const { host, arms } = parts;
  switch (event.do) {
    case "fault": {
      const proxy = wayOf(parts, event.who);
      return outage(
        parts,
        event.who,
        event.forMs,
        () => proxy.set(event.fault),
        () => proxy.set({ kind: "clear" }),
      );
    }
    case "resetWay":
      return wayOf(parts, event.who).reset();
    case "loseAnswer":
      return wayOf(parts, event.who).loseAnswerTo(event.to);
    case "holdRequest":
    case "holdAnswer":
      return wayOf(parts, event.who)[event.do](event.to, event.forMs);
    case "replay":
      return wayOf(parts, event.who).replay(event.of);
    case "killHost":
      return outage(
        parts,
        "host",
        event.forMs,
        () => host.kill(),
        () => reviveHost(parts),
      );
    case "freezeHost":
      return outage(
        parts,
        "host",
        event.forMs,
        () => host.freeze(),
        () => host.thaw(),
      );
    case "fillDisk":
    case "failSync":
      return outage(
        parts,
        "host",
        event.forMs,
        () => host.disk(event.do === "fillDisk" ? "full" : "unsynced"),
        () => mendDisk(parts),
      );
    case "killArm":
      return outage(
        parts,
        { kind: "arm", index: event.arm },
        event.forMs,
        () => arms[event.arm]?.kill(),
        () => reviveArm(arms[event.arm]),
      );
    case "freezeArm":
      return outage(
        parts,
        { kind: "arm", index: event.arm },
        event.forMs,
        () => arms[event.arm]?.freeze(),
        () => arms[event.arm]?.thaw(),
      );
    case "skewArm":
      arms[event.arm]?.skew(event.skewMs);
      await wait(event.forMs);
      return arms[event.arm]?.skew(0);
    default:
      return event satisfies never;
  }
}

/** Ends whatever is broken. */
export async function mend(parts: Parts): Promise<void> {
  const { host, arms, proxies } = parts;
  for (const proxy of proxies) proxy.set({ kind: "clear" });
  host.thaw();
  host.disk("sound");
  await reviveHost(parts);
  for (const arm of arms) {
    arm.thaw();
    arm.skew(0);
    reviveArm(arm);
  }
}

export function wayOf({ proxies, arms }: Parts, { kind, index }: Who): FaultyProxy {
  const proxy = proxies[kind === "arm" ? index : arms.length + index];
  if (proxy === undefined) throw new Error(`no ${kind} ${index}`);
  return proxy;
}

async function outage(parts: Parts, of: Outage["of"], forMs: number, begin: () => unknown, end: () => unknown): Promise<void> {
  const one: Outage = { from: sharedMs(), until: Infinity, of };
  parts.outages.push(one);
  await begin();
  await wait(forMs);
  await end();
  one.until = sharedMs();
}

async function reviveHost({ host }: Parts): Promise<void> {
  if (!host.isUp) await host.start();
}

function reviveArm(arm: ArmVictim | undefined): void {
  if (arm?.isUp === false) arm.start();
}

/** A host that could not write ends itself; whoever looks after it starts it again. */
async function mendDisk(parts: Parts): Promise<void> {
  parts.host.disk("sound");
  await wait(200);
  await reviveHost(parts);
}
