// No vowels and no look-alikes: the code is read from one screen and compared on another.
const letters = "BCDFGHJKMNPQRSTVWXZ";

/** Eight letters of 19, such as `BCDF-GHJK`: too many to guess within ten minutes, few enough to compare. */
export function createUserCode(): string {
  const code: string[] = [];
  while (code.length < 8) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    // The remainder of 256 by 19 would favour the first letters.
    if (byte < 247) code.push(letters[byte % 19] ?? "");
  }
  return `${code.slice(0, 4).join("")}-${code.slice(4).join("")}`;
}

/** As it is stored, from what a person typed. */
export const storedUserCode = (typed: string): string => typed.trim().toUpperCase().slice(0, 20);
