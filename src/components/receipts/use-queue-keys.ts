import { useEffect, useRef } from "react";

import { commandFor, type ReviewCommand } from "./review-queue.ts";

const isTypingIn = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** How long after "g" a key belongs to it, ms. */
const SECOND_KEY_MS = 1_500;

/** Tells what the keys of a sitting ask for, while they are the queue's: an open dialog has its own. */
export function useQueueKeys(areOurs: boolean, onCommand: (command: ReviewCommand) => void): void {
  const lastG = useRef(-SECOND_KEY_MS);
  // Syncs with the keyboard of the whole page; without dependencies, because every key means the receipt now in hand.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!areOurs) return;
      // "g" and a second key go to another page: the second is not ours.
      const isSecond = event.timeStamp - lastG.current < SECOND_KEY_MS;
      lastG.current = event.key === "g" ? event.timeStamp : -SECOND_KEY_MS;
      if (isSecond) return;
      const { key, ctrlKey, metaKey, altKey, repeat, target } = event;
      const command = commandFor({ key, ctrlKey, metaKey, altKey, repeat, isTyping: isTypingIn(target) });
      if (command === null) return;
      event.preventDefault();
      // The page's own keys come before those of the whole console, such as its "?".
      event.stopImmediatePropagation();
      onCommand(command);
    };
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  });
}
