import { t } from "@lingui/core/macro";

import { Button } from "#src/components/ui/button.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { saveBlob } from "#src/lib/save-blob.ts";

/** Codes that the server keeps only as hashes, to be copied, saved or written down. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="grid gap-4">
      <ol
        aria-label={t`Recovery codes`}
        className="grid gap-x-6 gap-y-1 rounded-card border border-line bg-sunken p-3 font-mono text-body sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label={t`Copy recovery codes`} isLabelled size="normal" />
        <Button onClick={() => saveBlob("reflex-recovery-codes.txt", new Blob([text], { type: "text/plain" }))}>{t`Save as a file`}</Button>
        <Button tone="primary" onClick={onDone}>{t`I have stored them`}</Button>
      </div>
    </div>
  );
}
