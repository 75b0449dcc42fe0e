import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";

import { accountQueries } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import { type MailChoice, noticeQueries, type NoticeKind, useSetMail } from "#src/api/notices.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { languages } from "#src/i18n/languages.ts";
import { storedZone } from "#src/lib/time.ts";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

import { KindChoice } from "./kind-choice.tsx";
import { minuteOf, timeOf } from "./quiet-time.ts";

/** What a person is also told of by e-mail, and in which hours not. */
export function ByMail({ disabledReason }: { disabledReason: string | undefined }) {
  const { data, error } = useQuery(noticeQueries.mail());
  return (
    <section aria-label={t`By e-mail`} className="grid gap-3">
      <h2 className="text-heading">{t`By e-mail`}</h2>
      {data === undefined ? (
        error ? (
          <ErrorNote text={describeError(error)} />
        ) : (
          <TableSkeleton rows={2} />
        )
      ) : data.isConfigured ? (
        <MailForm choice={data} disabledReason={disabledReason} />
      ) : (
        <p className="text-muted">
          <Trans>
            This server sends no e-mail. Whoever runs it names an SMTP server:{" "}
            <a href="/docs/guides/notifications" target="_blank" className="underline">
              how
            </a>
            .
          </Trans>
        </p>
      )}
    </section>
  );
}

/** Read once: live data never overwrites what is being chosen. */
function MailForm({ choice, disabledReason }: { choice: MailChoice; disabledReason: string | undefined }) {
  const [kinds, setKinds] = useState<NoticeKind[]>(choice.kinds);
  const [hasQuiet, setHasQuiet] = useState(choice.quiet !== null);
  const setMail = useSetMail();
  const { email } = choice;
  const timeZone = choice.quiet?.timeZone ?? storedZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const quiet = hasQuiet ? { from: minuteOf(String(values.get("from"))), to: minuteOf(String(values.get("to"))), timeZone } : null;
    setMail.mutate({ kinds, quiet }, { onSuccess: () => addToast({ tone: "info", text: t`Saved what you are told of by e-mail.` }) });
  };
  return (
    <form aria-label={t`By e-mail`} onSubmit={submit} className="grid justify-items-start gap-3">
      <WrittenIn />
      <KindChoice legend={t`Write to ${email} when`} chosen={kinds} onChange={setKinds} />
      <label className="flex min-h-control-small items-center gap-2.5">
        <input type="checkbox" className="size-4" checked={hasQuiet} onChange={(event) => setHasQuiet(event.target.checked)} />
        {t`Hold letters in quiet hours`}
      </label>
      {hasQuiet ? (
        <div className="flex flex-wrap items-end gap-3">
          <Input label={t`From`} name="from" type="time" required defaultValue={timeOf(choice.quiet?.from ?? 22 * 60)} />
          <Input label={t`To`} name="to" type="time" required defaultValue={timeOf(choice.quiet?.to ?? 7 * 60)} />
          <span className="pb-2.5 text-caption text-muted">{t`${timeZone}. Sent at their end, unless you have seen the notice by then.`}</span>
        </div>
      ) : null}
      {setMail.error === null ? null : <ErrorNote text={describeError(setMail.error)} />}
      <Button type="submit" isBusy={setMail.isPending} disabledReason={disabledReason}>{t`Save`}</Button>
    </form>
  );
}

/** How letters are written, and where that is chosen. */
function WrittenIn() {
  const { data } = useQuery(accountQueries.me());
  const user = data?.user;
  if (user?.language === undefined || user.timeZone === undefined) return null;
  const [language, zone] = [languages[user.language].name, user.timeZone];
  return (
    <p className="text-muted">
      <Trans>
        In {language}, with times of {zone}: as you chose last under{" "}
        <Link to={paths.settingsProfile()} className="underline underline-offset-4">
          Profile
        </Link>
        .
      </Trans>
    </p>
  );
}
