import { useEffect, useRef, useSyncExternalStore } from "react";

import type { Notice } from "#src/api/notices.ts";

import { noticePath, noticeText } from "./notice-words.ts";

// Notices by the system, on this device, once a person allowed them by a press. Nothing here asks by itself.

const KEY = "reflex-system-notices";
const listeners = new Set<() => void>();

export type SystemNotices = "unsupported" | "blocked" | "off" | "on";

function state(): SystemNotices {
  if (!("Notification" in window)) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  let isChosen = false;
  try {
    isChosen = localStorage.getItem(KEY) === "on";
  } catch {
    // Storage can be forbidden: then the choice lasts as long as nothing.
  }
  return isChosen && Notification.permission === "granted" ? "on" : "off";
}

const subscribe = (onChange: () => void) => {
  listeners.add(onChange);
  return () => void listeners.delete(onChange);
};

/** Whether this device shows notices by its system. */
export const useSystemNotices = (): SystemNotices => useSyncExternalStore(subscribe, state);

/** For a press: asks the person through the browser when it has to, and keeps the choice on this device. */
export async function chooseSystemNotices(isWanted: boolean): Promise<void> {
  if (isWanted && Notification.permission === "default") await Notification.requestPermission();
  try {
    if (isWanted) localStorage.setItem(KEY, "on");
    else localStorage.removeItem(KEY);
  } catch {
    // See above.
  }
  for (const listener of listeners) listener();
}

/** Shows one notice. Phones know only those of a service worker; pressing it opens the page, and does nothing else. */
async function show(notice: Notice, onOpen: (path: string) => void): Promise<void> {
  const options = { body: noticeText(notice), tag: `${notice.id} ${notice.count}` };
  try {
    const shown = new Notification(notice.target.name, options);
    shown.addEventListener("click", () => {
      window.focus();
      onOpen(noticePath(notice));
      shown.close();
    });
  } catch {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.showNotification(notice.target.name, { ...options, data: { path: noticePath(notice) } });
  }
}

/** Shows by the system what arrives while nobody looks at this page; what was there before the page was not. */
export function useShowBySystem(notices: readonly Notice[] | undefined, onOpen: (path: string) => void): void {
  const shownUpTo = useRef<number>(undefined);
  // Syncs with the system's notifications.
  useEffect(() => {
    if (notices === undefined) return;
    const newest = notices[0]?.at ?? 0;
    const from = shownUpTo.current;
    shownUpTo.current = Math.max(from ?? 0, newest);
    const isNew = (notice: Notice) => notice.isUnread && from !== undefined && notice.at > from;
    if (document.visibilityState === "visible" || !notices.some(isNew)) return;
    // Asked last: the browser stops the page for its answer, which a page that is being drawn should not wait for.
    if (state() === "on") for (const notice of notices.filter(isNew)) void show(notice, onOpen);
  }, [notices, onOpen]);
}
