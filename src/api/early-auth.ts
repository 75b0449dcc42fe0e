import { ConvexReactClient } from "convex/react";

type SetAuth = Parameters<ConvexReactClient["setAuth"]>;
type Early = {
  provider: Promise<SetAuth[0]>;
  onProvider: (fetchToken: SetAuth[0]) => void;
  onChange: SetAuth[1];
  isConfirmed: boolean | null;
};

/** Where @convex-dev/auth keeps the JWT of a signed-in browser; null when there is none or it cannot be read. */
function storedToken(url: string): string | null {
  try {
    return localStorage.getItem(`__convexAuthJWT_${url.replaceAll(/[^a-zA-Z0-9]/g, "")}`);
  } catch {
    return null;
  }
}

/**
 * Speaks with the stored token from its first message on. The auth provider would hand it over only after React has drawn twice,
 * and everything asked before that is asked by nobody. The provider takes over when it comes; refreshing is its work alone.
 */
export class EarlyAuthClient extends ConvexReactClient {
  #token: string | null = null;
  readonly #listeners = new Set<() => void>();
  /** The provider's half while the early start still carries the connection; null once it is over. */
  #early: Early | null = null;

  /** The token the connection speaks with; null when signed out. */
  get accessToken(): string | null {
    return this.#token;
  }

  onAccessToken(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Call once, before anything is asked. Whether there was a token to start with. */
  startEarly(): boolean {
    const stored = storedToken(this.url);
    if (stored === null) return false;
    let onProvider: Early["onProvider"] = () => undefined;
    const provider = new Promise<SetAuth[0]>((done) => (onProvider = done));
    const early: Early = { provider, onProvider, onChange: undefined, isConfirmed: null };
    this.#early = early;
    let isFirst = true;
    super.setAuth(
      async (options) => {
        if (isFirst && !options.forceRefreshToken) {
          isFirst = false;
          return stored;
        }
        return this.#remember(await (await early.provider)(options));
      },
      (isAuthenticated) => {
        early.isConfirmed = isAuthenticated;
        early.onChange?.(isAuthenticated);
      },
    );
    this.#remember(stored);
    return true;
  }

  override setAuth(...[fetchToken, onChange, onRefreshChange]: SetAuth): void {
    if (this.#early !== null && this.#early.onChange === undefined && this.#token === storedToken(this.url)) {
      this.#early.onChange = onChange;
      this.#early.onProvider(fetchToken);
      if (this.#early.isConfirmed !== null) onChange?.(this.#early.isConfirmed);
      return;
    }
    this.#early = null;
    // Heard of a moment later, so that whatever is asked then is queued behind the token.
    const fetchAndTell: SetAuth[0] = async (options) => {
      const token = (await fetchToken(options)) ?? null;
      setTimeout(() => this.#remember(token));
      return token;
    };
    super.setAuth(fetchAndTell, onChange, onRefreshChange);
  }

  override clearAuth(): void {
    this.#early = null;
    super.clearAuth();
    this.#remember(null);
  }

  #remember(token: string | null | undefined): string | null {
    this.#token = token ?? null;
    for (const listener of this.#listeners) listener();
    return this.#token;
  }
}
