import type { LinguiConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

/** Where the words of the console are: English stands in the code, every other language in a catalogue of its own. */
const config: LinguiConfig = {
  sourceLocale: "en",
  locales: ["en", "de"],
  catalogs: [{ path: "<rootDir>/src/i18n/{locale}", include: ["src"], exclude: ["**/*.test.*", "src/verify/**", "src/i18n/message.ts", "src/i18n/vite-plugin.ts"] }],
  // A line's number would change the catalogue with every line of code.
  format: formatter({ lineNumbers: false }),
  orderBy: "origin",
};

export default config;
