export type Device = "phone" | "tablet" | "computer";

/** What a page is open on, as far as its browser says. A tablet of Apple calls itself a Macintosh, of which none has a touch screen. */
export function deviceOf({ userAgent, maxTouchPoints }: Pick<Navigator, "userAgent" | "maxTouchPoints">): Device {
  if (/iPad|Tablet/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1)) return "tablet";
  if (userAgent.includes("Android")) return userAgent.includes("Mobile") ? "phone" : "tablet";
  return /iPhone|Mobile/.test(userAgent) ? "phone" : "computer";
}
