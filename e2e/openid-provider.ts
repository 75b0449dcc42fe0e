import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import Provider from "oidc-provider";

export type OpenIdProvider = {
  issuer: string;
  /** What the console is set up with; it sends people back to the console at `url` alone. */
  register: (url: string) => Record<string, string>;
  close: () => Promise<void>;
};

const client = { client_id: "console", client_secret: "the secret of the console" };

/** A real OpenID provider (the certified `oidc-provider`) on a free port. `people`: what it says of whoever signs in there by that name. */
export async function startOpenIdProvider(people: Record<string, Record<string, unknown>>): Promise<OpenIdProvider> {
  let serve: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => serve(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    register: (url) => {
      const provider = new Provider(issuer, {
        clients: [{ ...client, redirect_uris: [`${url}/sign-in/oidc`], grant_types: ["authorization_code"], response_types: ["code"] }],
        claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
        findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...people[accountId] }) }),
        pkce: { required: () => true },
        cookies: { keys: ["of the tests"] },
        features: { devInteractions: { enabled: true } },
      });
      const callback = provider.callback();
      serve = (request, response) => void callback(request, response);
      return { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client.client_id, OIDC_CLIENT_SECRET: client.client_secret, OIDC_NAME: "Lab Login" };
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** Signs in on the provider's own pages; consents where it asks. */
export async function signInThere(page: Page, name: string): Promise<void> {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  const consent = page.getByRole("button", { name: "Continue" });
  await page.waitForURL(
    (url) => url.pathname.startsWith("/interaction/") || url.pathname === "/sign-in/oidc" || !url.pathname.startsWith("/auth"),
  );
  if (new URL(page.url()).pathname.startsWith("/interaction/")) await consent.click();
}
