/** So many random bytes as hex digits. A browser gives `crypto.randomUUID` only to pages over HTTPS or of its own machine; this, to all. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
