import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { bytesToHex, bytesToUtf8, hexToBytes, managedNonce, utf8ToBytes } from "@noble/ciphers/utils.js";

import { deploymentKey } from "./deploymentKey";

// For the few secrets that must be read again and so cannot be hashed. Whoever has the table alone has nothing.
const cipher = (owner: string) => managedNonce(xchacha20poly1305)(deploymentKey("reflex sealed secrets"), utf8ToBytes(owner));

/** Encrypted with the deployment's key, hex. It opens for the same `owner` only, so that it is good for nothing in another's row. */
export const seal = (text: string, owner: string): string => bytesToHex(cipher(owner).encrypt(utf8ToBytes(text)));

/** What `seal` was given; `null` when it was changed, is another owner's, or the deployment's key is another by now. */
export function unseal(sealed: string, owner: string): string | null {
  try {
    return bytesToUtf8(cipher(owner).decrypt(hexToBytes(sealed)));
  } catch {
    return null;
  }
}
