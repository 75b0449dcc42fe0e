import { t } from "@lingui/core/macro";
import { FileClock } from "lucide-react";
import { lazy } from "react";

import { FileChooser } from "./file-chooser.tsx";

/** Fetched when the first of them is given. */
export const PublishedList = lazy(() => import("./published-list.tsx").then((module) => ({ default: module.PublishedList })));

/** Takes files of published checkpoints, at any time: before the export or after it. */
export function PublishedChooser({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  return (
    <FileChooser
      icon={<FileClock aria-hidden />}
      label={t`Add published checkpoints…`}
      accept=".json,.txt"
      tone="quiet"
      onFiles={onFiles}
    />
  );
}
