import { t } from "@lingui/core/macro";
import { ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import type { ChainVerdict } from "#src/api/receipt-chain.ts";
import { readChain } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";

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
      // The signatures' code is fetched when somebody wants to know.
      const { walkChain } = await import("#src/api/receipt-chain.ts");
      const verdict = await walkChain({
        readPage: readChain,
        onProgress: (checked, total) => setState({ kind: "running", checked, total }),
        signal: controller.signal,
      });
      setState({ ...verdict, tookMs: performance.now() - begun });
    } catch (error) {
      if (!controller.signal.aborted) setState({ kind: "failed", text: describeError(error) });
    }
  };

  return (
    <section aria-label={t`Chain verification`} className="card flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div role="status" className="grid min-w-0 gap-1 sm:flex-1">
        <ChainState state={state} />
      </div>
      <Button icon={<ShieldCheck aria-hidden />} isBusy={state.kind === "running"} disabledReason={isConnected ? undefined : "No connection to the server."} onClick={() => void run()}>
        {state.kind === "running" ? "Verifying…" : state.kind === "idle" ? "Verify the chain" : "Verify again"}
      </Button>
    </section>
  );
}

function ChainState({ state }: { state: State }) {
  switch (state.kind) {
    case "idle":
      return <p className="text-muted">{t`Every receipt carries the hash of the one before it. Your browser can verify the whole chain itself.`}</p>;
    case "running":
      return (
        <>
          <p className="tabular">Checked {state.checked} of {state.total}</p>
          <ProgressBar label={t`Receipts checked`} max={state.total} value={state.checked} className="w-64 max-w-full" />
        </>
      );
    case "failed":
      return <p className="text-danger">The chain could not be read, so nothing is known about it. {state.text}</p>;
    case "broken":
      return (
        <>
          <StateMark shape="cross" tone="danger">Broken at receipt #{state.sequence}</StateMark>
          <p className="text-muted">{state.why} {state.sound === 0 ? "No receipt before it." : `Receipts 1 to ${state.sound} are sound.`}</p>
        </>
      );
    case "whole":
      return (
        <>
          <StateMark shape="disc" tone="ok">{state.count === 0 ? "No receipts to verify" : `All ${state.count} receipts are sound`}</StateMark>
          {state.head === null ? null : (
            <p className="text-caption break-all text-muted">
              Verified here in {(state.tookMs / 1000).toFixed(1)} s. Last hash <code className="font-mono">{state.head.hash}</code>. Keys: {Object.keys(state.publicKeys).join(", ")}.
            </p>
          )}
        </>
      );
    default:
      return state satisfies never;
  }
}
