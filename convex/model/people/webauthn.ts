import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL, isoUint8Array } from "@simplewebauthn/server/helpers";

import type { Place } from "./passkeyPlace";

/** ES256 and RS256: every authenticator knows one of them, and every runtime of Convex verifies both. */
const algorithms = [-7, -257];
const timeout = 5 * 60_000;

/** As a browser gives it back with each sign-in. */
const encoded = (handle: string): string => isoBase64URL.fromUTF8String(handle);

const newChallenge = () => crypto.getRandomValues(new Uint8Array(32));

type Owner = {
  /** What an authenticator keeps of whose passkey it is; says nothing about them. */ handle: string;
  email: string;
  name: string;
  /** Of the passkeys that they have. */ credentialIds: readonly string[];
};

export const creationOptions = async ({ rpId }: Place, { handle, email, name, credentialIds }: Owner) =>
  await generateRegistrationOptions({
    ...{ rpID: rpId, rpName: "Reflex Console", challenge: newChallenge(), timeout },
    ...{ userID: isoUint8Array.fromUTF8String(handle), userName: email, userDisplayName: name },
    ...{ attestationType: "none" as const, supportedAlgorithmIDs: algorithms },
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: credentialIds.map((id) => ({ id })),
  });

/** Names no passkey, so that it tells nobody who has one: the browser offers those of this place. */
export const requestOptions = async ({ rpId }: Place) =>
  await generateAuthenticationOptions({ rpID: rpId, challenge: newChallenge(), timeout, userVerification: "required" });

const longest = 16_000;

/** The challenge that somebody says was signed, by which it is looked up; `null` when nothing of it can be read. */
export function challengeOf(clientDataJSON: string): string | null {
  if (clientDataJSON.length > longest) return null;
  try {
    const { challenge, crossOrigin }: { challenge: unknown; crossOrigin?: boolean } = decodeClientDataJSON(clientDataJSON);
    return typeof challenge === "string" && crossOrigin !== true ? challenge : null;
  } catch {
    return null;
  }
}

export type Created = { id: string; clientDataJSON: string; attestationObject: string; transports: string[] };
export type NewPasskey = { credentialId: string; publicKey: ArrayBuffer; counter: number; transports: string[]; isSynced: boolean };

/** Nobody vouches for an authenticator here, and what would is not read: certificates name addresses to ask. */
function hasCertificate(attestationObject: string): boolean {
  const told = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = told.get("fmt");
  return format !== "none" && (format !== "packed" || told.get("attStmt").get("x5c") !== undefined);
}

/** The passkey that was made for `challenge`; `null` when it was not, or elsewhere, or without asking its owner. */
export async function readCreated(
  { origin, rpId }: Place,
  challenge: string,
  { id, clientDataJSON, attestationObject, transports }: Created,
): Promise<NewPasskey | null> {
  if ([id, attestationObject, ...transports].some((text) => text.length > longest)) return null;
  try {
    if (hasCertificate(attestationObject)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
      ...{
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      },
    });
    if (!verified || registrationInfo.credential.id !== id) return null;
    const { credential, credentialDeviceType } = registrationInfo;
    const publicKey = new Uint8Array(credential.publicKey).buffer;
    return {
      credentialId: id,
      publicKey,
      counter: credential.counter,
      transports: transports.slice(0, 10),
      isSynced: credentialDeviceType === "multiDevice",
    };
  } catch {
    return null;
  }
}

export type Assertion = { id: string; clientDataJSON: string; authenticatorData: string; signature: string; userHandle: string };

/** The authenticator's counter, if it signed `challenge` here with this person's key and knew its owner; else `null`. */
export async function readAssertion(
  { origin, rpId }: Place,
  challenge: string,
  given: Assertion,
  known: { handle: string; publicKey: ArrayBuffer },
): Promise<number | null> {
  const { id, clientDataJSON, authenticatorData, signature, userHandle } = given;
  if ([id, authenticatorData, signature].some((text) => text.length > longest) || userHandle !== encoded(known.handle)) return null;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature, userHandle },
      },
      ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true },
      // Compared where it is kept, in one transaction.
      credential: { id, publicKey: new Uint8Array(known.publicKey), counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}
