/** A code as people type it, "bcdf ghjk", as the server knows it, "BCDF-GHJK"; null while it is not complete. */
export function readUserCode(typed: string): string | null {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return letters.length === 8 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null;
}
