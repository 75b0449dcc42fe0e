import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { FileCheck2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { readKeysAndHead } from "#src/api/receipts.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { buttonClass } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { paths } from "#src/paths.ts";
import type { Verdict } from "#src/verify/verdict.ts";

import { ProgressBar } from "./progress-bar.tsx";

type State =
  | { kind: "idle" }
  | { kind: "running"; name: string; checked: number; total: number }
  | { kind: "failed"; name: string; text: string }
  | { kind: "done"; name: string; verdict: Verdict; against: string };

/** How long the page may be busy between two breaths, ms. */
const SLICE = 40;

/** Checks an exported file in this browser, with this server's keys when they can be had. The file goes nowhere. */
export function VerifyFile() {
  const [state, setState] = useState<State>({ kind: "idle" });
  const [isOver, setIsOver] = useState(false);
  const running = useRef<AbortController>(null);
  const area = useRef<HTMLElement>(null);
  // Syncs with a check that goes on by itself: leaving the page ends it.
  useEffect(() => () => running.current?.abort(), []);

  const verify = async (file: File) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { name } = file;
    setState({ kind: "running", name, checked: 0, total: 0 });
    try {
      const text = await file.text();
      // Without the server the file is still checked, only with its own keys; the verdict says which.
      const known = await readKeysAndHead().catch(() => null);
      const [{ verifyExportInSteps }, { verdictInWords }] = await Promise.all([import("#convex/model/receipts/export.ts"), import("./proof-words.ts")]);
      const steps = verifyExportInSteps(text, known === null ? {} : { publicKeys: known.publicKeys, keyTimes: known.keyTimes });
      let breath = performance.now();
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          const against = known === null ? t`The server did not answer, so only the file's own keys were used.` : t`Verified with this server's own keys.`;
          return setState({ kind: "done", name, verdict: verdictInWords(step.value), against });
        }
        if (performance.now() - breath < SLICE) continue;
        setState({ kind: "running", name, ...step.value });
        await new Promise((resolve) => setTimeout(resolve));
        if (controller.signal.aborted) return;
        breath = performance.now();
      }
    } catch (error) {
      setState({ kind: "failed", name, text: describeError(error) });
    }
  };

  // Syncs with files dragged over the section, which a mouse may do; by keyboard there is the button.
  useEffect(() => {
    const section = area.current;
    const onDrag = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(event.type === "dragover");
      const file = event.type === "drop" ? event.dataTransfer?.files[0] : undefined;
      if (file !== undefined) void verify(file);
    };
    for (const kind of ["dragover", "dragleave", "drop"] as const) section?.addEventListener(kind, onDrag);
    return () => {
      for (const kind of ["dragover", "dragleave", "drop"] as const) section?.removeEventListener(kind, onDrag);
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- verify reads nothing but setters and refs
  }, []);

  return (
    <section
      ref={area}
      aria-label={t`Verify a file`}
      className={classNames("card flex flex-wrap items-center justify-between gap-3 px-4 py-3 print:hidden", isOver && "outline-2 outline-focus outline-dashed")}
    >
      <div role="status" className="grid min-w-0 gap-1 sm:flex-1"><FileState state={state} /></div>
      <span className="flex flex-wrap gap-2">
        <a href="/verify.html" download="verify.html" className={buttonClass("quiet")}>{t`Get verify.html`}</a>
        <label className={classNames(buttonClass(), "focus-within:outline-2 focus-within:outline-focus cursor-pointer")}>
          <FileCheck2 aria-hidden />
          {t`Verify a file…`}
          <input
            type="file"
            accept=".jsonl,.json,.txt"
            className="sr-only"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = ""; // the same file may be chosen again after it was changed
              if (file !== undefined) void verify(file);
            }}
          />
        </label>
      </span>
    </section>
  );
}

function FileState({ state }: { state: State }) {
  switch (state.kind) {
    case "idle":
      return <p className="text-muted"><Trans>An exported file verifies on its own: drop it here, give it away with verify.html, or <Link className="underline" to={paths.receiptImport()}>look into a file</Link>.</Trans></p>;
    case "running": {
      const { name, checked, total } = state;
      return (
        <>
          <p className="tabular">{t`${name}: checked ${checked} of ${total}`}</p>
          <ProgressBar label={t`Receipts of the file checked`} max={total} value={checked} className="w-64 max-w-full" />
        </>
      );
    }
    case "failed": {
      const { name, text } = state;
      return <p className="text-danger">{t`${name} could not be read.`} {text}</p>;
    }
    case "done":
      return (
        <>
          <StateMark shape={state.verdict.isSound ? "disc" : "cross"} tone={state.verdict.isSound ? "ok" : "danger"} className="whitespace-normal">{state.verdict.headline}</StateMark>
          <p className="text-muted"><span className="break-all">{state.name}</span>. {state.verdict.details.join(" ")} {state.against}</p>
        </>
      );
    default:
      return state satisfies never;
  }
}
