import { useEffect } from "react";

// Fetched at once but beside the first code: it must be here before the network is gone.
const alarm = import("#src/lib/alarm.ts");

/** Between two alarms, ms: time enough to look up and walk. */
const AGAIN_MS = 4_000;

/** Sounds and shakes while `isOn`, at once and then again and again. */
export function useAlarm(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    // Without its code there is no sound; the report on the screen stands.
    const sound = () => void alarm.then(({ soundAlarm }) => soundAlarm()).catch(() => undefined);
    sound();
    const timer = setInterval(sound, AGAIN_MS);
    return () => clearInterval(timer);
  }, [isOn]);
}
