import { auditActions, auditKinds, auditReasons } from "./audit.ts";
import { commonSentences, notFoundSentences } from "./common.ts";
import { deploymentSentences } from "./deployments.ts";
import { peopleSentences } from "./people.ts";
import { reviewSentences } from "./reviews.ts";
import { robotSentences } from "./robots.ts";
import { sessionReasons, sessionSentences } from "./sessions.ts";

/**
 * Everything that the server says in English and a page may show, for translators: `npm run words` puts it into the catalogues, where
 * server-words.ts finds it. `{name}` is a place for whatever the server puts there. No page carries these lists.
 */
export const serverSentences: readonly string[] = [
  ...new Set([
    ...[...commonSentences, ...notFoundSentences, ...peopleSentences, ...robotSentences, ...sessionSentences, ...sessionReasons],
    ...[...deploymentSentences, ...reviewSentences, ...auditActions, ...auditReasons, ...auditKinds],
  ]),
];
