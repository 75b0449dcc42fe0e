import { t } from "@lingui/core/macro";
import { useLocation } from "react-router";

import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";

/** Where the QR code leads when a person's phone scans it instead of the robot: it explains, and claims nothing. */
export function Component() {
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get("token");
  const command = token === null ? null : `npm run robot -- --url ${location.origin} --token ${token}`;
  return (
    <AccountFrame
      title={t`This code is for a robot`}
      intro={t`It pairs a robot's machine with the console. Let the robot's camera or agent read it, or run this on the robot's machine. It works once.`}
    >
      {command === null ? (
        <p className="text-muted">{t`The link is incomplete: it should end in #token= and a long code.`}</p>
      ) : (
        <div className="flex items-start gap-2 rounded-control border border-line bg-sunken p-2.5">
          <code className="min-w-0 flex-1 font-mono text-caption break-all">{command}</code>
          <CopyButton text={command} label={t`Copy command`} />
        </div>
      )}
    </AccountFrame>
  );
}
