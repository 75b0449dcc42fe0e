import babel from "@lingui/cli/api/extractors/babel";
import type { ExtractorType, LinguiConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";
import { generateMessageId } from "@lingui/message-utils/generateMessageId";

import { serverSentences } from "./src/api/server-sentences/index.ts";

/** What the server says, in a context of its own: the page looks it up by its English text, see src/api/server-words.ts. */
const ofServer: ExtractorType = {
  match: (file) => file.endsWith("server-sentences/index.ts"),
  extract(file, _code, onFound) {
    const context = "server";
    for (const message of serverSentences) onFound({ id: generateMessageId(message, context), message, context, origin: [file, 1] });
  },
};

/** Where the words of the console are: English stands in the code, every other language in a catalogue of its own. */
const config: LinguiConfig = {
  sourceLocale: "en",
  locales: ["en", "de"],
  catalogs: [
    {
      path: "<rootDir>/src/i18n/{locale}",
      include: ["src"],
      exclude: ["**/*.test.*", "src/verify/**", "src/i18n/message.ts", "src/i18n/vite-plugin.ts"],
    },
  ],
  extractors: [ofServer, babel],
  // A line's number would change the catalogue with every line of code.
  format: formatter({ lineNumbers: false }),
  orderBy: "origin",
};

export default config;
