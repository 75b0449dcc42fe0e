import { plural, t } from "@lingui/core/macro";
import { X } from "lucide-react";

import { Button } from "#src/components/ui/button.tsx";
import { type Shape, StateMark } from "#src/components/ui/state-mark.tsx";

import type { PublishedFile, Standing } from "./published-files.ts";

const marks: Record<Standing | "waiting", { shape: Shape; tone: "ok" | "danger" | "neutral"; words: string }> = {
  waiting: { shape: "dash", tone: "neutral", words: t`Not compared with a file of receipts yet` },
  borneOut: { shape: "disc", tone: "ok", words: t`The file bears it out` },
  silent: { shape: "ring", tone: "neutral", words: t`Says nothing of this file` },
  contradicted: { shape: "cross", tone: "danger", words: t`The file contradicts it` },
  unreached: { shape: "dash", tone: "neutral", words: t`Not reached: the file is broken in another way` },
};

type PublishedListProps = {
  files: readonly PublishedFile[];
  /** One of each file; null before a file of receipts was verified with them. */
  standings: readonly Standing[] | null;
  /** Files that were given as published checkpoints and hold none. */
  without: readonly string[];
  onRemove: (file: PublishedFile) => void;
};

/** The published checkpoints that were given, and what each came to. */
export function PublishedList({ files, standings, without, onRemove }: PublishedListProps) {
  const names = without.join(", ");
  return (
    <div className="grid gap-1">
      {without.length === 0 ? null : (
        <p
          role="alert"
          className="text-danger"
        >{t`No published checkpoint is in ${names}. Such a file is saved on the page Look into a file, or by npx reflex receipts checkpoints -o FILE.`}</p>
      )}
      {files.length === 0 ? null : (
        <ul aria-label={t`Published checkpoints`} className="grid gap-1">
          {files.map((file, at) => {
            const { name } = file;
            const { shape, tone, words } = marks[standings?.[at] ?? "waiting"];
            const count = file.checkpoints.length;
            return (
              <li key={name} className="flex flex-wrap items-center gap-x-3">
                <span className="break-all">{plural(count, { one: `${name}: # checkpoint`, other: `${name}: # checkpoints` })}</span>
                <StateMark shape={shape} tone={tone} className="whitespace-normal">
                  {words}
                </StateMark>
                <Button
                  tone="quiet"
                  size="small"
                  icon={<X aria-hidden />}
                  aria-label={t`Take ${name} away`}
                  onClick={() => onRemove(file)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
