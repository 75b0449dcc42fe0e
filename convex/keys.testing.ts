import { exportPKCS8, generateKeyPair } from "jose";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

const pairs = new Map<string, Promise<Pair>>();

/** An RSA key of somebody, the same each time in a file of tests: to make one takes as long as most tests. */
export function keysOf(name: string): Promise<Pair> {
  const made = pairs.get(name) ?? generateKeyPair("RS256", { extractable: true });
  pairs.set(name, made);
  return made;
}

/** `JWT_PRIVATE_KEY` as a deployment has it: PKCS #8 on one line. */
export async function deploymentKey(): Promise<string> {
  const { privateKey } = await keysOf("deployment");
  return (await exportPKCS8(privateKey)).trimEnd().replace(/\n/g, " ");
}
