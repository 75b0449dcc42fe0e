import { t } from "@lingui/core/macro";

import type { Refusals as RefusalsOfHops } from "#src/api/hops.ts";
import { serverWords } from "#src/api/server-words.ts";

import { actWords } from "./hop-words.ts";

/** What is not possible now, by the hop that is why. */
export function Refusals({ refusals: { server, agent, arm } }: { refusals: RefusalsOfHops }) {
  const acts = server.map((act) => actWords[act]).join(", ");
  const behind = [...agent, ...arm];
  const act = actWords.promote;
  return (
    <ul className="grid gap-1">
      {server.length === 0 ? null : (
        <li>
          <strong className="font-semibold">{t`Not possible from this page now: ${acts}.`}</strong> {t`Nothing is sent later.`}
        </li>
      )}
      {behind.map(({ code, message, fix }, index) => (
        <li key={code}>
          {index > 0 ? null : (
            <>
              <strong className="font-semibold">{t`Not possible now: ${act}.`}</strong>{" "}
            </>
          )}
          {serverWords(message)} <span className="text-muted">{serverWords(fix)}</span>
        </li>
      ))}
    </ul>
  );
}
