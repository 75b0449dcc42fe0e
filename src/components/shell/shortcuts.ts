import { paths } from "#src/paths.ts";

/** What a key, or "g" and a key, does. The sheet that `?` opens is drawn from the same list, and has the words. */
export const shortcuts = [
  { keys: ["?"], does: { kind: "help" } },
  { keys: ["/"], does: { kind: "filter" } },
  { keys: ["m"], does: { kind: "mark" } },
  { keys: ["g", "f"], does: { kind: "go", to: paths.fleet() } },
  { keys: ["g", "w"], does: { kind: "go", to: paths.fleetWall() } },
  { keys: ["g", "s"], does: { kind: "go", to: paths.sessions() } },
  { keys: ["g", "r"], does: { kind: "go", to: paths.robots() } },
  { keys: ["g", "d"], does: { kind: "go", to: paths.deployments() } },
  { keys: ["g", "e"], does: { kind: "go", to: paths.receipts() } },
  { keys: ["g", "q"], does: { kind: "go", to: paths.receiptReview() } },
  { keys: ["g", "a"], does: { kind: "go", to: paths.audit() } },
] as const satisfies readonly { keys: readonly string[]; does: { kind: "help" | "filter" | "mark" } | { kind: "go"; to: string } }[];

export type Shortcut = (typeof shortcuts)[number];
export type ShortcutAction = Shortcut["does"];

/** How long "g" waits for its second key, ms. */
const PATIENCE_MS = 1_000;

type Pressed = { key: string; at: number };

/**
 * What `key` at `at` (ms) does after `before`. Pure, so that the order of keys is tested without a page.
 * @returns the action, if any, and what is to be passed as `before` with the next key.
 */
export function pressKey(key: string, at: number, before: Pressed | null): { action: ShortcutAction | null; pending: Pressed | null } {
  const first = before !== null && at - before.at <= PATIENCE_MS ? before.key : null;
  const wanted = first === null ? [key] : [first, key];
  const hit = shortcuts.find(({ keys }) => keys.length === wanted.length && keys.every((each, index) => each === wanted[index]));
  if (hit !== undefined) return { action: hit.does, pending: null };
  return { action: null, pending: shortcuts.some(({ keys }) => keys.length > 1 && keys[0] === key) ? { key, at } : null };
}

/** Whether a person is writing there: then keys are letters. */
export const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="dialog"]') !== null);
