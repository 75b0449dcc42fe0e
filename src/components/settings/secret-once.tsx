import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";

type SecretOnceProps = {
  title: string;
  /** What it is for and how long it works. */
  explanation: string;
  secret: string;
  /** Names the secret for the copy button: "Copy API key". */
  label: string;
  onDone: () => void;
  /** What else is done with it. */
  children?: ReactNode;
};

/** A secret that the server gives once and keeps only as a hash. It stands until the person says that it is stored. */
export function SecretOnce({ title, explanation, secret, label, onDone, children }: SecretOnceProps) {
  return (
    <section aria-label={title} className="card grid gap-3 border-2 border-ok p-4">
      <h3 className="text-heading">{title}</h3>
      <p>
        {explanation}{" "}
        <Trans>
          <strong>It is shown this once.</strong> Nobody can read it again, and it is not written to any log.
        </Trans>
      </p>
      <CodeBlock label={label} code={secret} />
      {children}
      <div className="flex flex-wrap gap-2">
        <CopyButton text={secret} label={t`Copy ${label}`} isLabelled size="normal" />
        <Button onClick={onDone}>{t`I have stored it`}</Button>
      </div>
    </section>
  );
}
