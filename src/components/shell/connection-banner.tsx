import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { WifiOff } from "lucide-react";

import { type Connection, useConnection } from "#src/api/connection.ts";
import { TimeSince } from "#src/components/ui/time.tsx";

const reasons = {
  browser_offline: t`This device is offline`,
  socket_closed: t`The connection to the server is lost`,
  server_silent: t`Nothing arrives from the server`,
  socket_stuck: t`The live connection does not come back`,
} satisfies Record<Extract<Connection, { kind: "lost" }>["why"], string>;

/** Says within 3 s that what is on the page is no longer the present. It blocks nothing: the last state and the stop stay usable. */
export function ConnectionBanner() {
  const connection = useConnection();
  return (
    <div role="alert" aria-atomic>
      {connection.kind === "lost" ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-danger/40 bg-danger-solid px-4 py-2 text-body text-danger-solid-foreground">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          <strong className="font-semibold">
            {reasons[connection.why]}{" "}
            <span aria-hidden>
              <Trans>
                for <TimeSince at={connection.since} now={Date.now} />
              </Trans>
            </span>
          </strong>
          {connection.why === "socket_stuck" ? (
            <span>
              <Trans>
                The server itself answers.{" "}
                <button type="button" className="font-semibold underline underline-offset-4" onClick={() => location.reload()}>
                  Reload this page
                </button>
              </Trans>
            </span>
          ) : null}
          <span>{t`Values are the last known ones, greyed. Nothing can be promoted. A software stop is still tried by plain HTTPS.`}</span>
        </div>
      ) : null}
    </div>
  );
}
