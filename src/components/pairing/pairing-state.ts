import type { Pairing } from "#src/api/pairing.ts";

export type PairingPhase = "open" | "claimed" | "expired" | "revoked" | "burned" | "credential_revoked";

/** What a pairing token is at `now` (server time, ms). The server stores no expiry event, so time decides here as it does at the claim. */
export function pairingPhase(
  { state, expiresAt, credentialRevoked }: Pick<Pairing, "state" | "expiresAt" | "credentialRevoked">,
  now: number,
): PairingPhase {
  if (state === "claimed") return credentialRevoked ? "credential_revoked" : "claimed";
  if (state === "open" && now >= expiresAt) return "expired";
  return state;
}
