import type { CDPSession } from "@playwright/test";

/** A device with finger or PIN, whose owner says yes to whatever asks. */
export async function addDevice(cdp: CDPSession): Promise<void> {
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    ctap2Version: "ctap2_1",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
}
