import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { accountQueries } from "#src/api/account.ts";
import { useServerNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { askPresenceNow, presenceQuery, provePresenceNow } from "#src/api/presence.ts";
import type { Session } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatCountdown } from "#src/lib/time.ts";

import { type PresenceState, presenceState, slowMs } from "./presence-state.ts";

type PresencePanelProps = {
  session: Session;
  /** False while nothing arrives: what is shown was true once. */ isLive: boolean;
  /** Why nothing can be done from this browser now. */ disabledReason: string | undefined;
};

/** Shows that whoever promotes stands at the robot: it shows a code, and they type it. */
export function PresencePanel({ session, isLive, disabledReason }: PresencePanelProps) {
  const presence = useQuery(presenceQuery(session.id));
  const me = useQuery(accountQueries.me()).data?.user.id ?? null;
  const now = useServerNow();
  const [code, setCode] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (presence.data === undefined) return presence.error === null ? null : <ErrorNote text={describeError(presence.error)} />;
  const state = presenceState(presence.data, me, now);
  const robot = session.robotName ?? t`The robot`;

  const send = async (act: () => ReturnType<typeof askPresenceNow> | ReturnType<typeof provePresenceNow>) => {
    setIsBusy(true);
    setFailure(null);
    const answer = await act();
    setIsBusy(false);
    setCode("");
    if (answer.kind === "unknown") return setFailure(answer.why);
    if (answer.kind === "refused") return setFailure(describeError(answer.error));
    if ("ok" in answer.value && !answer.value.ok) setFailure(refusalInWords(answer.value));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (disabledReason === undefined && !isBusy && isWhole(code)) void send(() => provePresenceNow(session.id, code));
  };

  return (
    <section aria-label={t`Presence`} className="card grid gap-3 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h3 className="text-heading">{t`At the robot`}</h3>
        <span className="flex items-baseline gap-2">
          {/* Without its countdown, which would be told every second. */}
          <span role="status">
            {isLive ? (
              <Mark state={state} />
            ) : (
              <StateMark shape="dash" tone="danger">{t`Not known: no connection to the server.`}</StateMark>
            )}
          </span>
          {isLive && "leftMs" in state ? (
            <span className="text-caption text-muted tabular-nums">{formatCountdown(state.leftMs)}</span>
          ) : null}
        </span>
      </div>
      {failure === null ? null : <ErrorNote text={failure} />}
      {state.kind === "proven" ? (
        <p>{t`You typed the code of ${robot}. It lets you promote once.`}</p>
      ) : state.kind === "shown" ? (
        <form className="flex flex-wrap items-end gap-3" onSubmit={submit}>
          <div className="min-w-0 flex-1 basis-40">
            <Input
              label={t`Code that ${robot} shows`}
              hint={plural(state.triesLeft, { one: "Four digits. # try left.", other: "Four digits. # tries left." })}
              inputMode="numeric"
              autoComplete="off"
              maxLength={9}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </div>
          <Button
            type="submit"
            tone="primary"
            isBusy={isBusy}
            disabledReason={disabledReason ?? (isWhole(code) ? undefined : t`Type the four digits.`)}
          >{t`I stand at it`}</Button>
        </form>
      ) : (
        <>
          <p className="text-muted">
            {state.kind === "waiting"
              ? state.forMs < slowMs
                ? t`Asked. ${robot} will show the code in a moment.`
                : t`${robot} does not say that it shows the code. Its agent may be too old to show one.`
              : invitation(state, robot)}
          </p>
          <div>
            <Button
              isBusy={isBusy}
              disabledReason={disabledReason ?? (state.kind === "waiting" && state.forMs < slowMs ? t`The code is on its way.` : undefined)}
              onClick={() => void send(() => askPresenceNow(session.id))}
            >
              {state.kind === "none" ? t`Show a code at the robot` : t`Show a new code`}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

const isWhole = (code: string) => code.replaceAll(/\D/g, "").length === 4;

function invitation(state: PresenceState, robot: string): string {
  if (state.kind !== "over") return t`Whoever promotes here must stand at the robot: ${robot} shows a code, and you type it.`;
  const { why } = state;
  return {
    expired: t`The code has run out.`,
    used_up: t`Three wrong codes: this one counts no more.`,
    of_another: t`Somebody else typed that code. Yours is another one.`,
  }[why];
}

function refusalInWords({ reason, triesLeft }: { reason: string; triesLeft: number }): string {
  if (reason === "wrong")
    return triesLeft === 0
      ? t`Wrong, and the last try: let it show a new code.`
      : plural(triesLeft, { one: "Wrong. # try left.", other: "Wrong. # tries left." });
  return reason === "not_shown" ? t`The robot does not show a code yet.` : t`This code counts no more. Let it show a new one.`;
}

function Mark({ state }: { state: PresenceState }) {
  if (state.kind === "proven") return <StateMark shape="disc" tone="ok">{t`Proven`}</StateMark>;
  if (state.kind === "shown") return <StateMark shape="ring" tone="neutral">{t`The robot shows a code`}</StateMark>;
  return (
    <StateMark shape="dash" tone="neutral">
      {state.kind === "waiting" ? t`On its way` : t`Not proven`}
    </StateMark>
  );
}
