import { t } from "@lingui/core/macro";
import { QRCodeSVG } from "qrcode.react";
import { useEffect } from "react";

import { serverNow } from "#src/api/clock.ts";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { Countdown } from "#src/components/ui/time.tsx";

type PairingCodeProps = {
  robotName: string;
  /** The secret; it stays in this page's memory. */
  token: string;
  /** Epoch ms, server time. */
  expiresAt: number;
  convexUrl: string;
};

/** The link of the QR code. The secret is in the fragment: browsers send a fragment to no server, so it is in no log. */
export const claimLink = (origin: string, token: string): string => `${origin}/claim#token=${encodeURIComponent(token)}`;

/** The secret as a QR code and as text, with the time it has left. The caller takes it away when that is over. */
export function PairingCode({ robotName, token, expiresAt, convexUrl }: PairingCodeProps) {
  // Syncs with the screen's sleep: a phone that is being scanned must not go dark.
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    void navigator.wakeLock
      ?.request("screen")
      .then((granted) => {
        lock = granted;
        if (isOver) void granted.release();
      })
      .catch(() => undefined); // Refused on low battery; the code still works.
    return () => {
      isOver = true;
      void lock?.release();
    };
  }, []);

  const command = `npm run robot -- --url ${convexUrl} --token ${token}`;
  return (
    <div className="grid justify-items-center gap-5 sm:grid-cols-[auto_minmax(0,1fr)] sm:items-start sm:justify-items-stretch">
      {/* White in both themes: scanners need dark on light, with a quiet margin. */}
      <div className="rounded-card border border-line bg-[white] p-4">
        <QRCodeSVG
          value={claimLink(location.origin, token)}
          size={224}
          level="M"
          title={t`Pairing code for ${robotName}`}
          className="block size-56 max-w-full"
        />
      </div>
      <div className="grid w-full content-start gap-4">
        <p className="flex items-baseline gap-2">
          <Countdown until={expiresAt} now={serverNow} label={t`Pairing code expires in`} className="text-figure" />
          <span className="text-muted">{t`left, works once`}</span>
        </p>
        <div className="grid gap-1.5">
          <span className="text-body font-medium">{t`Pairing code as text`}</span>
          <div className="flex items-start gap-2 rounded-control border border-line bg-sunken p-2.5">
            <code data-testid="pairing-token" className="min-w-0 flex-1 font-mono text-caption break-all">
              {token}
            </code>
            <CopyButton text={token} label={t`Copy pairing code`} />
          </div>
        </div>
        <div className="grid gap-1.5">
          <span className="text-body font-medium">{t`On the robot's machine`}</span>
          <div className="flex items-start gap-2 rounded-control border border-line bg-sunken p-2.5">
            <code className="min-w-0 flex-1 font-mono text-caption break-all">{command}</code>
            <CopyButton text={command} label={t`Copy command`} />
          </div>
        </div>
        <p className="text-caption text-muted">{t`Shown this once. Whoever has it within its time can act as this robot: show it only to the machine.`}</p>
      </div>
    </div>
  );
}
