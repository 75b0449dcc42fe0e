import { deviceChoice } from "./device-choice.ts";

/** Whether this device sounds and shakes when a stop is not confirmed. */
export type AlarmChoice = "loud" | "silent";

const choice = deviceChoice("reflex-alarm", "loud", "silent");
export const storedAlarm = choice.read;
export const keepAlarm = choice.write;

/** Two tones a second apart in pitch, three times: heard over a fan, told from any notification. Hz, and seconds each. */
const TONES_HZ = [880, 587, 880, 587, 880, 587];
const TONE_S = 0.22;
const SHAKE_MS = [400, 120, 400, 120, 800];

let audio: AudioContext | null = null;

/**
 * Sounds and shakes once, about 1.5 s, where the device allows it (a browser allows sound after a press, and a phone may be
 * muted): never the only sign of anything.
 */
export function soundAlarm(): void {
  if (storedAlarm() === "silent") return;
  navigator.vibrate?.(SHAKE_MS);
  try {
    audio ??= new AudioContext();
    void audio.resume();
    const gain = audio.createGain();
    gain.gain.value = 0.5;
    gain.connect(audio.destination);
    for (const [index, frequency] of TONES_HZ.entries()) {
      const tone = audio.createOscillator();
      tone.type = "square";
      tone.frequency.value = frequency;
      tone.connect(gain);
      tone.start(audio.currentTime + index * TONE_S);
      tone.stop(audio.currentTime + (index + 1) * TONE_S);
    }
  } catch {
    // No sound on this device; the report on the screen stands.
  }
}
