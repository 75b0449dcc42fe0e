import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { FileCheck2 } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { Link } from "react-router";

import { Button, buttonClass } from "#src/components/ui/button.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { paths } from "#src/paths.ts";

import { FileChooser } from "./file-chooser.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { PublishedChooser, PublishedList } from "./published-chooser.tsx";
import { useDroppedFiles } from "./use-dropped-files.ts";
import { type FileCheckState, useFileCheck } from "./use-file-check.ts";

/** Fetched when the first of them is given. */
const GivenPictures = lazy(() => import("./given-pictures.tsx").then((module) => ({ default: module.GivenPictures })));

/** Checks an exported file in this browser, with this server's keys when they can be had, with what was published, and with pictures beside it. The files go nowhere. */
export function VerifyFile() {
  const { state, published, without, pictures, take, remove, removePicture, cancel } = useFileCheck();
  const area = useRef<HTMLElement>(null);
  const isOver = useDroppedFiles(area, (files) => void take(files));

  return (
    <section
      ref={area}
      aria-label={t`Verify a file`}
      className={classNames(
        "card flex flex-wrap items-center justify-between gap-3 px-4 py-3 print:hidden",
        isOver && "outline-2 outline-focus outline-dashed",
      )}
    >
      <div role="status" className="grid min-w-0 gap-1 sm:min-w-64 sm:flex-1">
        <FileState state={state} />
      </div>
      {state.kind === "running" ? <Button onClick={cancel}>{t`Stop the check`}</Button> : null}
      <span className="flex flex-wrap gap-2">
        <a href="/verify.html" download="verify.html" className={buttonClass("quiet")}>{t`Get verify.html`}</a>
        <PublishedChooser onFiles={(files) => void take(files, true)} />
        <FileChooser
          icon={<FileCheck2 aria-hidden />}
          label={t`Verify a file…`}
          accept=".jsonl,.json,.txt,.csv,.parquet,.jpg,.jpeg,.png,.webp"
          onFiles={(files) => void take(files)}
        />
      </span>
      {published.length + without.length === 0 ? null : (
        <Suspense fallback={<Skeleton className="h-8 basis-full" />}>
          <div className="basis-full">
            <PublishedList
              files={published}
              standings={state.kind === "done" ? state.standings : null}
              without={without}
              onRemove={remove}
            />
          </div>
        </Suspense>
      )}
      {pictures.length === 0 ? null : (
        <Suspense fallback={<Skeleton className="h-8 basis-full" />}>
          <div className="basis-full">
            <GivenPictures
              pictures={pictures}
              found={state.kind === "done" ? state.pictures : null}
              isUnsound={state.kind === "done" && !state.verdict.isSound}
              onRemove={removePicture}
            />
          </div>
        </Suspense>
      )}
    </section>
  );
}

function FileState({ state }: { state: FileCheckState }) {
  switch (state.kind) {
    case "idle":
      return (
        <p className="text-muted">
          <Trans>
            An exported file verifies on its own: drop it here, with pictures that its receipts list if you have them, give it away with
            verify.html, or{" "}
            <Link className="underline" to={paths.receiptImport()}>
              look into a file
            </Link>
            .
          </Trans>
        </p>
      );
    case "running": {
      const { name, checked, total } = state;
      return (
        <>
          <p className="tabular">{total === null ? t`${name}: checked ${checked}` : t`${name}: checked ${checked} of ${total}`}</p>
          {total === null ? null : (
            <ProgressBar label={t`Receipts of the file checked`} max={total} value={checked} className="w-64 max-w-full" />
          )}
        </>
      );
    }
    case "failed": {
      const { name, text } = state;
      return (
        <p className="text-danger">
          {t`${name} could not be read.`} {text}
        </p>
      );
    }
    case "done":
      return (
        <>
          <StateMark
            shape={state.verdict.isSound ? "disc" : "cross"}
            tone={state.verdict.isSound ? "ok" : "danger"}
            className="whitespace-normal"
          >
            {state.verdict.headline}
          </StateMark>
          <p className="text-muted">
            <span className="break-all">{state.name}</span>. {state.verdict.details.join(" ")} {state.against}
          </p>
        </>
      );
    default:
      return state satisfies never;
  }
}
