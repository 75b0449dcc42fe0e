import { FileSearch } from "lucide-react";
import { type ReactNode, useRef } from "react";

import { classNames } from "#src/lib/class-names.ts";

import { FileChooser } from "./file-chooser.tsx";
import { useDroppedFiles } from "./use-dropped-files.ts";

/** Takes files, dropped by a mouse or chosen by its button. */
export function DropZone({ label, hint, accept, onFiles, children }: { label: string; hint: string; accept: string; onFiles: (files: readonly File[]) => void; children?: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  const isOver = useDroppedFiles(area, onFiles);
  return (
    <div ref={area} className={classNames("card grid justify-items-center gap-3 border-dashed px-4 py-8 text-center", isOver && "outline-2 outline-focus outline-dashed")}>
      <p className="max-w-prose text-muted">{hint}</p>
      <FileChooser icon={<FileSearch aria-hidden />} label={label} accept={accept} tone="primary" onFiles={onFiles} />
      {children}
    </div>
  );
}
