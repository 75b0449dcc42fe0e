import { t } from "@lingui/core/macro";

import { moveInWords } from "#src/components/sessions/first-move.ts";
import type { Vector } from "#src/lib/kinematics.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { type Preset, presetOf, type View } from "#src/lib/turntable.ts";

import type { Arm, JointReading } from "./arm.ts";

const metres = (value: number): string => formatNumber(value, 3, true).replace("-", "−");

/** "x 0.275 m, y −0.091 m, z 0.327 m": from the base, z up. */
export function placeInWords([first, second, third]: Vector): string {
  const [x, y, z] = [metres(first), metres(second), metres(third)];
  return t`x ${x} m, y ${y} m, z ${z} m`;
}

export function valueInWords({ value, unit }: Pick<JointReading, "value" | "unit">): string {
  if (value === null) return t`not reported`;
  return `${formatNumber(value, 3, true).replace("-", "−")}${unit === null ? "" : ` ${unit}`}`;
}

export function limitInWords(state: JointReading["state"]): string {
  return state === "at" ? t`at its limit` : state === "near" ? t`near its limit` : "";
}

export const presetNames: Record<Preset, string> = { angled: t`Angled`, front: t`Front`, side: t`Side`, top: t`Top` };

const presetPlaces: Record<Preset, string> = {
  angled: t`at an angle from above`,
  front: t`from the front, along x`,
  side: t`from the right side, along y`,
  top: t`from above`,
};

/** Whence one looks. */
export function viewInWords(view: View): string {
  const preset = presetOf(view);
  const [around, above] = [formatNumber(view.around).replace("-", "−"), formatNumber(view.above).replace("-", "−")];
  return preset === null ? t`turned to ${around}°, from ${above}° above` : presetPlaces[preset];
}

/** The joint that the first action moves farthest, and how far the tip goes: "up to +0.31 rad (elbow_flex), the tip by 84 mm". Null where it is not known. */
export function firstActionInWords({ readings, tipMove }: Pick<Arm, "readings" | "tipMove">): string | null {
  const farthest = readings.filter(({ move }) => move !== null).toSorted((a, b) => Math.abs(b.move ?? 0) - Math.abs(a.move ?? 0))[0];
  if (farthest === undefined || tipMove === null) return null;
  const { name, unit, move } = farthest;
  const distance = `${moveInWords(move ?? 0)}${unit === null ? "" : ` ${unit}`}`;
  const millimetres = formatNumber(tipMove * 1_000, tipMove < 0.01 ? 1 : 0);
  return t`up to ${distance} (${name}), the tip by ${millimetres} mm`;
}

/** The whole drawing for who does not see it, short: the numbers stand beside it. */
export function armInWords({ now, readings }: Pick<Arm, "now" | "readings">, from: string): string {
  const said = readings.filter(({ state }) => state !== "free").map(({ name, state }) => `${name} ${limitInWords(state)}`);
  const place = now.tip === null ? t`not known` : placeInWords(now.tip);
  const drawing = t`The arm, seen ${from}. Its tip: ${place}.`;
  return said.length === 0 ? drawing : `${drawing} ${said.join(", ")}.`;
}
