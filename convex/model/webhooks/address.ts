import { variable } from "../environment";

// A webhook makes this server send requests where somebody else says. Which addresses it refuses, so that nobody reaches
// through it what only this server can reach.

/** Names that are looked up inside of a network, never on the internet. */
const insideOnly = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa|test|invalid|onion)$/;
const longest = 500;

/**
 * Why nothing may be posted to `text`, or null when it may: https, a host name of the internet, no user name. An address in
 * figures is refused in every notation, since `URL` writes them all alike. `isAnywhere`: the operator of the server trusts
 * its admins with its own network; then http and any host will do.
 *
 * A name of the internet that leads to an address inside is not seen here, for this runtime looks up no names. It leads to
 * nothing: whoever answers must hold a certificate for that name, no redirect is followed, and of an answer only its status is told.
 */
export function refusalOf(text: string, isAnywhere: boolean): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "Give a whole address, as https://hooks.example/reflex.";
  }
  if (text.length > longest) return `Use at most ${longest} characters.`;
  if (url.username !== "" || url.password !== "") return "Leave user name and password out: check the signature instead.";
  if (url.hash !== "") return "Leave out what is behind the #: it is sent to nobody.";
  if (url.protocol !== "https:" && !(isAnywhere && url.protocol === "http:")) return "Only https: notices name your robots and people.";
  if (isAnywhere) return null;
  const host = url.hostname.replace(/\.$/, "");
  const isNumber = host.startsWith("[") || /^[\d.]+$/.test(host);
  if (isNumber || !host.includes(".") || insideOnly.test(host)) {
    return "Only host names of the internet. Whoever runs this server can allow others with REFLEX_WEBHOOKS_ANYWHERE.";
  }
  return null;
}

/** Whether the operator of this server lets its admins post to any address. */
export const isAnywhereAllowed = (): boolean => variable("REFLEX_WEBHOOKS_ANYWHERE") === "1";
