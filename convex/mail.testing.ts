import { vi } from "vitest";

/** A server that sends letters by a relay, whose answers the test gives by `fetch`. Undone by `vi.unstubAllEnvs`. */
export function stubRelay(): void {
  vi.stubEnv("REFLEX_MAIL_URL", "http://127.0.0.1:9/mail");
  vi.stubEnv("REFLEX_MAIL_TOKEN", "the relay's");
  vi.stubEnv("SITE_URL", "https://console.example");
}
