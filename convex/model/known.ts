/** The value, which is there by what was written together with it. Thrown, its absence undoes the transaction that came upon it. */
export function known<T>(value: T | null): T {
  if (value === null) throw new Error("A value that belongs to another is not there.");
  return value;
}
