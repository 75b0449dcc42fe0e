import { t } from "@lingui/core/macro";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import { verifyLink } from "#src/api/receipt-chain.ts";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";

import { chainProblemInWords } from "./proof-words.ts";

/** Checks one receipt's hash and signature as it is shown. Whether it follows from the one before needs the whole chain. */
export function LinkCheck({ id, receipt, publicKeys }: Pick<ReceiptDetail, "receipt" | "publicKeys"> & { id: string }) {
  const result = verifyLink(receipt, publicKeys);
  return (
    <section aria-label={t`Proof`} className="card grid gap-3 p-4">
      <h2 className="text-heading">{t`Proof`}</h2>
      {result.ok ? (
        <StateMark shape="disc" tone="ok">{t`Hash and signature are sound`}</StateMark>
      ) : (
        <StateMark shape="cross" tone="danger">
          {chainProblemInWords(result.problem)}
        </StateMark>
      )}
      <KeyValueList
        items={[
          { key: t`Sequence`, value: receipt.sequence },
          { key: t`Id`, value: <CopyableId id={id} label={t`Copy the receipt’s id`} /> },
          { key: t`Hash`, value: <CopyableId id={receipt.hash} label={t`Copy the receipt’s hash`} /> },
          {
            key: t({ message: "Previous", comment: "The hash of the receipt before this one" }),
            value: <code className="font-mono text-caption break-all">{receipt.previousHash}</code>,
          },
          { key: t`Signature`, value: <code className="font-mono text-caption break-all">{receipt.signature}</code> },
          { key: t`Signed with`, value: <code className="font-mono text-caption break-all">{receipt.keyId}</code> },
        ]}
      />
      <details>
        <summary className="text-muted">{t`Signed text`}</summary>
        <CodeBlock label={t`Signed text`} code={receipt.body} className="mt-2" />
      </details>
    </section>
  );
}
