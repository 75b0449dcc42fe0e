import { at, secret, type FieldText } from "./text";

export const pairingFields: Record<string, FieldText> = {
  ttlSeconds: ["How long the token lives, s; 3,600 unless said, at most 86,400.", 3600],
  token: ["The secret; it is given this once.", "eyJhbGciOiJFZERTQSJ9.e30.c2ln"],
  "createPairingToken.token": ["The pairing token; it is given this once and works once.", secret("pair")],
  "claimPairingToken.token": ["The pairing token: it is the permission, no key is needed.", secret("pair")],
  expiresAt: ["When it ends, epoch ms.", at + 1_800_000],
  publicKey: ["An Ed25519 public key, base64url.", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"],
  commitment: [
    "With words to compare: the SHA-256 of `reflex-pairing-commitment-1`, a line feed and the nonce, as 64 hex digits.",
    "9".repeat(64),
  ],
  nonce: ["32 random bytes of the robot's, as 64 hex digits: those of the claim's `commitment`.", "7".repeat(64)],
  "revealPairing.reason": ["`no_commitment`: it claimed without one. `wrong_nonce`: another one.", "wrong_nonce"],
  credential: ["The robot's own key, `rbt_...`; it is given this once.", secret("rbt")],
  usedBy: ["With `used`: the machine that claimed it.", "bench-pi"],
  usedAt: ["With `used`: when, epoch ms.", at],
  "claimPairingToken.reason": ["Why the token is not good.", "expired"],
  deviceCode: ["Secret of the machine that waits; poll with it.", secret("dev")],
  userCode: ["What a person compares and approves in the dashboard.", "BCDF-GHJK"],
  requestCode: ["Secret of the machine that waits; poll with it.", secret("ask")],
  "pollPairingRequest.token": ["A pairing token; it is given this once and lives 60 s.", secret("pair")],
  "pollPairingRequest.reason": ["`pending`: nobody has answered yet.", "pending"],
  pollEveryMs: ["Poll no more often than this, ms.", 2000],
  "pollDeviceLogin.reason": ["`pending`: nobody has answered yet.", "pending"],
  "pollDeviceLogin.apiKey": ["The machine's own key; it is given this once.", secret("rfx")],
};
