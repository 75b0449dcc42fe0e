import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import type { ChainVerdict } from "#src/api/receipt-chain.ts";
import { readChain } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatNumber } from "#src/lib/numbers.ts";

import { ProgressBar } from "./progress-bar.tsx";

type State =
  | { kind: "idle" }
  | { kind: "running"; checked: number; total: number }
  | { kind: "failed"; text: string }
  | ({ tookMs: number } & ChainVerdict);

/** Verifies the whole chain in this browser: nobody has to believe the server that it was not changed. */
export function ChainCheck() {
  const [state, setState] = useState<State>({ kind: "idle" });
  const running = useRef<AbortController>(null);
  const isConnected = useIsConnected();
  // Syncs with the walk, which goes on by itself: leaving the page ends it.
  useEffect(() => () => running.current?.abort(), []);

  const run = async () => {
    const controller = new AbortController();
    running.current = controller;
    const begun = performance.now();
    setState({ kind: "running", checked: 0, total: 0 });
    try {
      // The signatures' code and its words are fetched when somebody wants to know.
      const [{ walkChain }, { chainProblemInWords }] = await Promise.all([import("#src/api/receipt-chain.ts"), import("./proof-words.ts")]);
      const verdict = await walkChain({
        readPage: readChain,
        onProgress: (checked, total) => setState({ kind: "running", checked, total }),
        signal: controller.signal,
      });
      setState({
        ...(verdict.kind === "broken" ? { ...verdict, why: chainProblemInWords(verdict.problem) } : verdict),
        tookMs: performance.now() - begun,
      });
    } catch (error) {
      if (!controller.signal.aborted) setState({ kind: "failed", text: describeError(error) });
    }
  };

  return (
    <section aria-label={t`Chain verification`} className="card flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div role="status" className="grid min-w-0 gap-1 sm:flex-1">
        <ChainState state={state} />
      </div>
      <Button
        icon={<ShieldCheck aria-hidden />}
        isBusy={state.kind === "running"}
        disabledReason={isConnected ? undefined : t`No connection to the server.`}
        onClick={() => void run()}
      >
        {state.kind === "running" ? t`Verifying…` : state.kind === "idle" ? t`Verify the chain` : t`Verify again`}
      </Button>
    </section>
  );
}

function ChainState({ state }: { state: State }) {
  switch (state.kind) {
    case "idle":
      return (
        <p className="text-muted">{t`Every receipt carries the hash of the one before it. Your browser can verify the whole chain itself.`}</p>
      );
    case "running": {
      const { checked, total } = state;
      return (
        <>
          <p className="tabular">{t`Checked ${checked} of ${total}`}</p>
          <ProgressBar label={t`Receipts checked`} max={total} value={checked} className="w-64 max-w-full" />
        </>
      );
    }
    case "failed":
      return (
        <p className="text-danger">
          {t`The chain could not be read, so nothing is known about it.`} {state.text}
        </p>
      );
    case "broken": {
      const { sequence, why, sound } = state;
      return (
        <>
          <StateMark shape="cross" tone="danger">{t`Broken at receipt #${sequence}`}</StateMark>
          <p className="text-muted">
            {why} {sound === 0 ? t`No receipt before it.` : t`Receipts 1 to ${sound} are sound.`}
          </p>
        </>
      );
    }
    case "whole": {
      const { count, head } = state;
      const hash = head?.hash;
      const seconds = formatNumber(state.tookMs / 1000, 1, true);
      const keys = Object.keys(state.publicKeys).join(", ");
      return (
        <>
          <StateMark shape="disc" tone="ok">
            {count === 0 ? t`No receipts to verify` : plural(count, { one: "All # receipts are sound", other: "All # receipts are sound" })}
          </StateMark>
          {head === null ? null : (
            <p className="text-caption break-all text-muted">
              <Trans>
                Verified here in {seconds} s. Last hash <code className="font-mono">{hash}</code>. Keys: {keys}.
              </Trans>
            </p>
          )}
        </>
      );
    }
    default:
      return state satisfies never;
  }
}
