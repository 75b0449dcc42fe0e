type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** The units of a schema document's action values: one for all, or one per value with `null` where none is named. */
export function unitsOf(document: unknown): string | (string | null)[] {
  const actions = isObject(document) ? document.actions : null;
  const action = isObject(actions) ? actions.action : null;
  const units = isObject(action) ? (action.units ?? action.unit) : null;
  if (typeof units === "string") return units;
  return Array.isArray(units) ? units.map((unit: unknown) => (typeof unit === "string" ? unit : null)) : [];
}

/** The unit of one action value, `null` where the document names none. */
export function unitAt(units: ReturnType<typeof unitsOf>, index: number): string | null {
  return typeof units === "string" ? units : (units[index] ?? null);
}

const radians = Math.PI / 180;
const angles: Readonly<Record<string, number>> = {
  rad: 1,
  radian: 1,
  radians: 1,
  deg: radians,
  degree: radians,
  degrees: radians,
  "°": radians,
};
const lengths: Readonly<Record<string, number>> = {
  m: 1,
  meter: 1,
  meters: 1,
  metre: 1,
  metres: 1,
  cm: 0.01,
  mm: 0.001,
};

/** What one of `unit` is in radians (of an angle) or metres (of a length); `null`: it is no such unit. No unit at all is taken for radians and metres, as in URDF. */
export function inUrdfUnits(unit: string | null, kind: "angle" | "length"): number | null {
  if (unit === null) return 1;
  const known = kind === "angle" ? angles : lengths;
  const name = unit.trim().toLowerCase();
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}
