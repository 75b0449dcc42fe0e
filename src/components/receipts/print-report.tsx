import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { accountQueries } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { formatDateTime } from "#src/lib/time.ts";

import { verdictLabels } from "./review-queue.ts";

/** The head of a receipt on paper: whose it is, and when and by whom it was printed. Not on a screen. */
export function PrintHead({ row }: { row: Receipt }) {
  const { data: me } = useQuery(accountQueries.me());
  const organization = me?.membership?.organization.name ?? "Reflex Console";
  const [sequence, hash, time] = [row.sequence, row.hash.slice(0, 16), formatDateTime(serverNow())];
  const who = me == null ? undefined : me.user.name || me.user.email;
  return (
    <div className="mb-5 hidden border-b border-line-strong pb-3 print:block">
      <p className="font-semibold">{t`${organization}: report of a run`}</p>
      <p className="text-caption text-muted">
        {who === undefined
          ? t`Receipt #${sequence}, hash ${hash}…, printed ${time}.`
          : t`Receipt #${sequence}, hash ${hash}…, printed ${time} by ${who}.`}{" "}
        {t`The whole hash and its signature stand under Proof; the signed file, not this paper, is the record.`}
      </p>
    </div>
  );
}

/** What was said of the receipt, as text: a form is nothing on paper. */
export function PrintReview({ row: { review, double } }: { row: Receipt }) {
  const verdict = review?.verdict == null ? "" : verdictLabels[review.verdict];
  const [reviewer, time] = [review?.reviewedBy.name, review === null ? "" : formatDateTime(review.reviewedAt)];
  return (
    <section aria-label={t`Review on paper`} className="hidden break-inside-avoid print:block">
      <h2 className="text-heading">{t`Review`}</h2>
      {review === null || review.verdict === null ? (
        <p>{double?.state === "disputed" ? t`Two reviewers disagree; not resolved.` : t`Not reviewed.`}</p>
      ) : (
        <p>
          <Trans>
            <strong>{verdict}</strong>, by {reviewer}, {time}.
          </Trans>
          {review.note === "" ? "" : ` ${review.note}`}
        </p>
      )}
    </section>
  );
}

/** Room to sign by hand. */
export const PrintSignatures = () => (
  <section
    aria-label={t({ message: "Signatures", context: "by hand" })}
    className="hidden break-inside-avoid pt-10 print:grid print:grid-cols-2 print:gap-10"
  >
    {[t`Operator: name, date`, t`Reviewer: name, date`].map((who) => (
      <div key={who} className="grid gap-8">
        <div className="border-t border-foreground pt-1 text-caption">{who}</div>
        <div className="border-t border-foreground pt-1 text-caption">{t({ message: "Signature", context: "by hand" })}</div>
      </div>
    ))}
  </section>
);
