import { appError } from "../../errors";
import { variable } from "../environment";

/** Where passkeys of this deployment are good; a browser gives and takes them nowhere else. */
export type Place = { origin: string; /** What WebAuthn calls the relying party: the host name. */ rpId: string };

const isIpAddress = (hostname: string): boolean => hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
const isThisMachine = (hostname: string): boolean => hostname === "localhost" || hostname.endsWith(".localhost");

/** From the dashboard's own address as the deployment knows it, never from a request; `null` where browsers make no passkeys. */
export function place(): Place | null {
  const site = variable("SITE_URL");
  if (site === null || !URL.canParse(site)) return null;
  const { protocol, hostname, origin } = new URL(site);
  const isSecure = protocol === "https:" || (protocol === "http:" && isThisMachine(hostname));
  return isSecure && !isIpAddress(hostname) ? { origin, rpId: hostname } : null;
}

/** @throws `conflict` where there can be none */
export function requirePlace(): Place {
  const found = place();
  if (found === null) throw appError({ code: "conflict", reason: "origin", message: "Passkeys need https and a host name." });
  return found;
}
