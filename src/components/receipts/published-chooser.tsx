import { t } from "@lingui/core/macro";
import { FileClock } from "lucide-react";
import { lazy } from "react";

import { buttonClass } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";

/** Fetched when the first of them is given. */
export const PublishedList = lazy(() => import("./published-list.tsx").then((module) => ({ default: module.PublishedList })));

/** Takes files of published checkpoints, at any time: before the export or after it. */
export function PublishedChooser({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  return (
    <label className={classNames(buttonClass("quiet"), "focus-within:outline-2 focus-within:outline-focus cursor-pointer")}>
      <FileClock aria-hidden />
      {t`Add published checkpoints…`}
      <input
        type="file"
        multiple
        accept=".json,.txt"
        className="sr-only"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = ""; // the same file may be chosen again after it was changed
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
