import { createPrivateKey } from "node:crypto";

import { decodeJwt, SignJWT } from "jose";

import type { HostVictim } from "./processes.ts";
import { rpc, signInBy } from "./template.ts";
import { until } from "./waiting.ts";

/** How a sign-in comes to its end: ended elsewhere by its person, or by its time. */
export type SignInEnd = "ended" | "expired";

/** Longer than any way of a schedule is closed, ms. */
const patienceMs = 60_000;

/** Where the dashboard keeps the token of a sign-in. */
export const nameOfToken = (url: string): string => `__convexAuthJWT_${url.replaceAll(/[^a-zA-Z0-9]/g, "")}`;

/** An operator's sign-in. Whoever acts asks it for its token each time, as a page does. */
export class SignIn {
  #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  get token(): string {
    return this.#token;
  }

  /** Ends it; nobody tells the operator. False when the host did not say that it is over. */
  async end(how: SignInEnd, host: HostVictim): Promise<boolean> {
    const { sub = "", exp: _, iat: _issued, ...claims } = decodeJwt(this.#token);
    if (how === "expired") {
      const seconds = Math.floor(Date.now() / 1_000);
      const begun = new SignJWT({ ...claims, sub }).setProtectedHeader({ alg: "RS256" }).setIssuedAt(seconds - 3_600);
      this.#token = await begun.setExpirationTime(seconds - 60).sign(createPrivateKey(host.tokenKey));
      return true;
    }
    const id = sub.split("|")[1];
    return rpc(host.url, "mutation", "account:endSignIn", { id }, { authorization: `Bearer ${this.#token}` }).then(
      () => true,
      () => false,
    );
  }

  /** @param url the operator's own way, bad as it may be */
  async beginAgain(url: string): Promise<void> {
    this.take(await until(() => signInBy(url), patienceMs, "an operator is signed in again"));
  }

  /** A sign-in that was begun elsewhere. */
  take(token: string): void {
    this.#token = token;
  }
}
