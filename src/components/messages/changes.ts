import type { Message } from "#src/api/messages.ts";

import type { MessageField, Value } from "./fields.ts";

// Pure: what a message says that the one before did not.

export type Change = {
  field: MessageField;
  /** Undefined: it was not sent. */
  before: Value | undefined;
  after: Value | undefined;
  /** Of two numbers. */
  difference: number | null;
};

/** These differ in every message, and say nothing by it. */
const always = new Set(["seq", "receivedAt", "sentAt"]);
/** What a person looks for comes first in a line that may be cut. */
const first = ["mode", "state", "message", "safeStops"];
const rank = ({ field }: Change) => (first.includes(field.name) ? first.indexOf(field.name) : first.length);

/** What changed, what matters most first; nothing is said of the first message. */
export function changesOf(before: Message | undefined, after: Message, fields: readonly MessageField[]): Change[] {
  if (before === undefined) return [];
  return fields
    .filter(({ name, read }) => !always.has(name) && read(before) !== read(after))
    .map((field) => changeOf(field, before, after))
    .toSorted((a, b) => rank(a) - rank(b));
}

export function changeOf(field: MessageField, before: Message, after: Message): Change {
  const [was, is] = [field.read(before), field.read(after)];
  return { field, before: was, after: is, difference: typeof was === "number" && typeof is === "number" ? rounded(is - was) : null };
}

/** 0.3 - 0.1 is 0.2 for people. */
const rounded = (value: number) => Number(value.toPrecision(12));

/** How many numbers lie between two messages, or that the robot began to count anew. */
export function between(before: Message | undefined, after: Message): { skipped: number; isRestarted: boolean } {
  if (before === undefined) return { skipped: 0, isRestarted: false };
  const step = after.seq - before.seq;
  return { skipped: Math.max(0, step - 1), isRestarted: step <= 0 };
}

/** Whether mode, state, text or stops changed: what a person reads a log for. */
export const isNews = (before: Message | undefined, after: Message): boolean =>
  before === undefined ||
  before.mode !== after.mode ||
  before.state !== after.state ||
  before.message !== after.message ||
  before.safeStops !== after.safeStops ||
  between(before, after).isRestarted;

/** Whether the robot itself says that something is wrong. */
export const isTrouble = ({ state }: Message): boolean => state === "warning" || state === "fault" || state === "safe_stop";
