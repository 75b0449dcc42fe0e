/**
 * The sender that an address stands for where senders share: itself, or of an IPv6 address its network of 64 bits, because whoever has one
 * address of such a network has all of them.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.toLowerCase().replace(/%.*$/, "").split("::");
  const [before, after] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const groups = [...(before ?? [])];
  while (tail !== undefined && groups.length + (after?.length ?? 0) < 8) groups.push("0");
  const all = [...groups, ...(after ?? [])].slice(0, 4);
  return `${all.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
