/** The keys of lines like `id = key`, as a verdict shows them (base64url Ed25519 by id); `null` without any. */
export function knownKeys(text: string): Record<string, string> | null {
  const pairs = text.split("\n").flatMap((line) => {
    const [, id, key] = /^\s*([^\s=]+)\s*=\s*([\w-]+)\s*$/.exec(line) ?? [];
    return id === undefined || key === undefined ? [] : [[id, key] as const];
  });
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}
