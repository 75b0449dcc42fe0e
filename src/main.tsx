import "#src/styles/index.css";

import { startLanguage } from "#src/i18n/language.ts";

// Before anything that speaks: see startLanguage.
await startLanguage();
await import("#src/app.tsx");
