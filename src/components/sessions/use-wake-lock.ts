import { useEffect } from "react";

/** Keeps the screen on while `isWanted` and the page is seen, where the device allows it: a phone beside a moving arm must not lock. */
export function useWakeLock(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    // A lock ends whenever the page is hidden, so it is asked for anew when it is seen again.
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const got = await navigator.wakeLock.request("screen");
        if (isOver) void got.release();
        else lock = got;
      } catch {
        // A low battery, or a policy: the screen then does as it always does.
      }
    };
    void ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [isWanted]);
}
