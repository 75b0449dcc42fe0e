import { FileSearch } from "lucide-react";
import { type ReactNode, useRef } from "react";

import { classNames } from "#src/lib/class-names.ts";

import { FileChooser } from "./file-chooser.tsx";
import { useDroppedFiles } from "./use-dropped-files.ts";

/** Takes files, dropped by a mouse or chosen by its button. Without a hint it is a strip above what a file gave. */
export function DropZone({
  label,
  hint,
  accept,
  onFiles,
  children,
}: {
  label: string;
  hint: string | undefined;
  accept: string;
  onFiles: (files: readonly File[]) => void;
  children?: ReactNode;
}) {
  const area = useRef<HTMLDivElement>(null);
  const isOver = useDroppedFiles(area, onFiles);
  return (
    <div
      ref={area}
      className={classNames(
        "card border-dashed px-4",
        hint === undefined ? "flex flex-wrap items-center gap-2 py-2" : "grid justify-items-center gap-3 py-8 text-center",
        isOver && "outline-2 outline-focus outline-dashed",
      )}
    >
      {hint === undefined ? null : <p className="max-w-prose text-muted">{hint}</p>}
      <FileChooser
        icon={<FileSearch aria-hidden />}
        label={label}
        accept={accept}
        tone={hint === undefined ? "neutral" : "primary"}
        onFiles={onFiles}
      />
      {children}
    </div>
  );
}
