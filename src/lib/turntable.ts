import type { Vector } from "./kinematics.ts";

// Looking at a scene that stands on a turntable, in parallel projection: lengths at right angles to the look keep their measure.

/** From where one looks, whole degrees: around (0: from along x, where the arm points; -90: from its right side) and above (90: from the top). */
export type View = { around: number; above: number };

export const presets = {
  angled: { around: -50, above: 25 },
  front: { around: 0, above: 0 },
  side: { around: -90, above: 0 },
  top: { around: -90, above: 90 },
} satisfies Record<string, View>;
export type Preset = keyof typeof presets;

export const isPreset = (name: string): name is Preset => Object.hasOwn(presets, name);

/** The preset that `view` is, null for any other. */
export function presetOf({ around, above }: View): Preset | null {
  return (Object.keys(presets) as Preset[]).find((name) => presets[name].around === around && presets[name].above === above) ?? null;
}

/** Turned further: around without end, from a little below the ground to straight above. */
export function turnedBy(view: View, around: number, above: number): View {
  const turned = (((Math.round(view.around + around) + 180) % 360) + 360) % 360;
  return { around: turned - 180, above: Math.min(90, Math.max(-10, Math.round(view.above + above))) };
}

/** How an address says it (`front`, `-35,20`); null: the one that is shown unsaid. */
export function viewText(view: View): string | null {
  const preset = presetOf(view);
  return preset === "angled" ? null : (preset ?? `${view.around},${view.above}`);
}

/** What an address says; anything else is the angled view. */
export function viewFrom(text: string | null): View {
  if (text !== null && isPreset(text)) return presets[text];
  const [, around, above] = /^(-?\d{1,3}),(-?\d{1,2})$/.exec(text ?? "") ?? [];
  return around === undefined || above === undefined ? presets.angled : turnedBy({ around: 0, above: 0 }, Number(around), Number(above));
}

/** Metres to the right and up on the picture. */
export function seen([x, y, z]: Vector, view: View): readonly [number, number] {
  const [around, above] = [(view.around * Math.PI) / 180, (view.above * Math.PI) / 180];
  const [cos, sin] = [Math.cos(around), Math.sin(around)];
  return [y * cos - x * sin, z * Math.cos(above) - (x * cos + y * sin) * Math.sin(above)];
}

/** The greatest of 1, 2 or 5 times a power of ten that is at most `length`. */
export function roundLength(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length) + 1e-9);
  return ([5, 2, 1].find((step) => step * power <= length * (1 + 1e-9)) ?? 1) * power;
}
