import { deviceChoice } from "./device-choice.ts";

/** "high" for sunlight and tired eyes. A device that asks for more contrast has it anyway; index.html reads the same key before the first paint. */
export type Contrast = "usual" | "high";

const choice = deviceChoice("reflex-contrast", "usual", "high");

export const storedContrast = choice.read;

/** Sets the contrast now and for later visits. */
export function applyContrast(contrast: Contrast): void {
  choice.write(contrast);
  const isAsked = globalThis.matchMedia?.("(prefers-contrast: more)").matches ?? false;
  if (contrast === "high" || isAsked) document.documentElement.dataset["contrast"] = "high";
  else delete document.documentElement.dataset["contrast"];
}
