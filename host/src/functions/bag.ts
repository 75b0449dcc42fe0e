/** Something whose members are not known: a module of functions, or what it exports. */
export type Bag = Readonly<Record<string, unknown>>;

export const isBag = (value: unknown): value is Bag => (typeof value === "object" || typeof value === "function") && value !== null;
export const isCallable = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === "function";
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
