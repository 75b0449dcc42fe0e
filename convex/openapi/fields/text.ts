/** What a field means, in its unit, and a value it may have. */
export type FieldText = readonly [meaning: string, example?: unknown];

export const at = 1_893_456_000_000;
export const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** Shaped like a secret, and nobody's. */
export const secret = (kind: string) => `${kind}_4f2a91c0${"5e".repeat(32)}`;
