/**
 * The network of an address, for people to recognize and not to trace a person by: of IPv4 three of four parts, of IPv6 three of
 * eight groups. `null` when it is not told or is no address.
 */
export function shortAddress(address: string | null): string | null {
  const text = (address ?? "")
    .slice(0, 64)
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, "");
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(text);
  if (four?.[1] !== undefined) return `${four[1]}.…`;
  if (text === "::1") return text;
  if (!/^[0-9a-f:]+$/.test(text) || !text.includes(":")) return null;
  const [head = "", tail] = text.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined ? before : [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0"), ...after];
  return groups.length === 8 && groups.every((group) => group.length <= 4) ? `${groups.slice(0, 3).join(":")}:…` : null;
}
