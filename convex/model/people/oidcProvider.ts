import * as oauth from "oauth4webapi";

import { appError } from "../../errors";
import { withoutControls } from "../checks";
import { variable } from "../environment";

/** How long the provider may take for each answer, ms. */
const patienceMs = 10_000;
/** How long what it says of itself is believed, ms. */
const discoveryLifeMs = 10 * 60_000;
/** How long ago the provider may have asked somebody who has to show that they are still there, s. */
const freshSeconds = 300;

type Provider = { name: string; issuer: URL; client: oauth.Client; secret: string };
/** What is said of a provider where it is set up. */
export type Settings = { name: string; issuer: string; clientId: string; secret: string };

/** The id of the one that the deployment's variables name; the others have that of their row. */
export const ofTheServer = "server";

/** The one that the deployment's variables name; `null` unless `OIDC_ISSUER`, `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET` are set, the issuer to an https address. */
export function ofVariables(): Settings | null {
  const [issuer, clientId, secret] = [variable("OIDC_ISSUER"), variable("OIDC_CLIENT_ID"), variable("OIDC_CLIENT_SECRET")];
  const url = issuer === null ? null : issuerOf(issuer);
  if (!clientId || !secret || url === null) return null;
  const name = withoutControls(variable("OIDC_NAME") ?? "", 40).trim();
  return { name: name === "" ? url.host : name, issuer: url.href, clientId, secret };
}

/** The address of an issuer: https, or on the very machine that serves the console. `null` for any other. */
export function issuerOf(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || isOnThisMachine(url) ? url : null;
}

const isOnThisMachine = ({ protocol, hostname }: URL) =>
  protocol === "http:" && (hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]");

const providerOf = ({ name, issuer, clientId, secret }: Settings): Provider => ({
  name,
  issuer: new URL(issuer),
  client: { client_id: clientId, [oauth.clockTolerance]: 30 },
  secret,
});

/** Calls that may take `patienceMs`, in plain HTTP to this very machine alone. */
async function asking<T>(
  { issuer }: Provider,
  ask: (options: { signal: AbortSignal; [oauth.allowInsecureRequests]: boolean }) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMs);
  try {
    return await ask({ signal: controller.signal, [oauth.allowInsecureRequests]: isOnThisMachine(issuer) });
  } finally {
    clearTimeout(timer);
  }
}

const known = new Map<string, { server: oauth.AuthorizationServer; until: number }>();

async function discover(of: Provider, now: number): Promise<oauth.AuthorizationServer> {
  const found = known.get(of.issuer.href);
  if (found !== undefined && found.until > now) return found.server;
  const server = await asking(
    of,
    async (options) => await oauth.processDiscoveryResponse(of.issuer, await oauth.discoveryRequest(of.issuer, options)),
  );
  known.set(of.issuer.href, { server, until: now + discoveryLifeMs });
  return server;
}

/** Whether what is at the address says of itself that it is this issuer and can sign people in. Says no more, so that nobody can ask around by it. */
export async function answers(settings: Settings, now: number): Promise<boolean> {
  try {
    const { authorization_endpoint, token_endpoint } = await discover(providerOf(settings), now);
    return authorization_endpoint !== undefined && token_endpoint !== undefined;
  } catch {
    return false;
  }
}

/** What a round trip is known by: none of it but the state is ever shown, and the provider compares it with what began. */
export type RoundTrip = { state: string; nonce: string; verifier: string; redirect: string };

/** Where the browser goes to be asked who it is. `asksAgain`: whoever is signed in there already must show it once more. */
export async function authorizationAddress(settings: Settings, trip: RoundTrip, asksAgain: boolean, now: number): Promise<string> {
  const of = providerOf(settings);
  const server = await discover(of, now).catch((error: unknown) => unreachable(of, error));
  if (server.authorization_endpoint === undefined) return unreachable(of, new Error("no authorization_endpoint"));
  const address = new URL(server.authorization_endpoint);
  // The browser goes there as it is told.
  if (address.protocol !== "https:" && !isOnThisMachine(address))
    return unreachable(of, new Error("the authorization_endpoint is not https"));
  const parameters = {
    client_id: of.client.client_id,
    response_type: "code",
    redirect_uri: trip.redirect,
    scope: "openid email profile",
    state: trip.state,
    nonce: trip.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: "S256",
    // Behind the #, a browser sends the code to no server and into no log.
    ...(server.response_modes_supported?.includes("fragment") === true ? { response_mode: "fragment" } : {}),
    ...(asksAgain ? { prompt: promptOf(server), max_age: "0" } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}

/** How to be asked again. Google takes no `login`, which every other provider must, and does not say so. */
function promptOf({ issuer, prompt_values_supported: known }: oauth.AuthorizationServer): "login" | "select_account" {
  const takesLogin = Array.isArray(known) ? known.includes("login") : issuer !== "https://accounts.google.com";
  return takesLogin ? "login" : "select_account";
}

/** Who somebody is by the word of the provider. Only `issuer` and `subject` together name them. */
export type Identity = { issuer: string; subject: string; name: string | null; email: string | null; isEmailVerified: boolean };

export type Returned = { code: string; state: string; iss?: string };

/** Exchanges the code that came back, once, and checks all that the answer says of itself. */
export async function identify(
  settings: Settings,
  trip: RoundTrip,
  returned: Returned,
  asksAgain: boolean,
  now: number,
): Promise<Identity> {
  const of = providerOf(settings);
  try {
    const server = await discover(of, now);
    const parameters = oauth.validateAuthResponse(server, of.client, new URLSearchParams(returned), trip.state);
    const authentication =
      server.token_endpoint_auth_methods_supported?.includes("client_secret_basic") === false
        ? oauth.ClientSecretPost(of.secret)
        : oauth.ClientSecretBasic(of.secret);
    return await asking(of, async (options) => {
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        of.client,
        authentication,
        parameters,
        trip.redirect,
        trip.verifier,
        options,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, of.client, response, {
        expectedNonce: trip.nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(server, response, options);
      const claims = oauth.getValidatedIdTokenClaims(tokens);
      if (claims === undefined) throw new Error("no ID token");
      // Not every provider says when it asked; one that does must have asked just now.
      if (asksAgain && claims.auth_time !== undefined && claims.auth_time * 1000 < now - freshSeconds * 1000)
        throw new Error("old auth_time");
      const isWhole = typeof claims["email"] === "string" || server.userinfo_endpoint === undefined;
      const more = isWhole
        ? {}
        : await oauth.processUserInfoResponse(
            server,
            of.client,
            claims.sub,
            await oauth.userInfoRequest(server, of.client, tokens.access_token, options),
          );
      return identityOf({ ...claims, ...more }, claims);
    });
  } catch (error) {
    return unreachable(of, error);
  }
}

function identityOf(all: Record<string, unknown>, { iss, sub }: oauth.IDToken): Identity {
  const text = (name: string, longest: number) => (typeof all[name] === "string" ? withoutControls(all[name], longest).trim() : "");
  const email = text("email", 254).toLowerCase();
  const name = text("name", 100);
  return {
    issuer: iss,
    subject: sub,
    name: name === "" ? null : name,
    email: email === "" ? null : email,
    isEmailVerified: isTrue(all["email_verified"]) || isTrue(all["xms_edov"]),
  };
}

// Some providers write it as text. `xms_edov` is what Microsoft Entra says in place of `email_verified`.
const isTrue = (claim: unknown) => claim === true || claim === "true" || claim === "1" || claim === 1;

/** The reason is for the server's log: it may name what the provider answered, never a code or a token. */
function unreachable({ name }: Provider, error: unknown): never {
  const known =
    error instanceof oauth.ResponseBodyError
      ? error.error
      : error instanceof oauth.OperationProcessingError
        ? `${error.code ?? ""} ${error.message}`
        : error instanceof Error
          ? error.message
          : "";
  console.error(`OpenID: ${known.slice(0, 200)}`);
  throw appError({ code: "conflict", reason: "provider", message: `${name} did not confirm who you are. Try again.` });
}
