import { FileSearch } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { buttonClass } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";

/** Takes files, dropped by a mouse or chosen by its button. */
export function DropZone({ label, hint, accept, onFiles, children }: { label: string; hint: string; accept: string; onFiles: (files: readonly File[]) => void; children?: ReactNode }) {
  const [isOver, setIsOver] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const give = useRef(onFiles);
  // Syncs with files dragged over the area, which a mouse may do; by keyboard there is the button.
  useEffect(() => {
    give.current = onFiles;
  }, [onFiles]);
  useEffect(() => {
    const zone = area.current;
    const onDrag = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(event.type === "dragover");
      const files = event.type === "drop" ? [...(event.dataTransfer?.files ?? [])] : [];
      if (files.length > 0) give.current(files);
    };
    const kinds = ["dragover", "dragleave", "drop"] as const;
    for (const kind of kinds) zone?.addEventListener(kind, onDrag);
    return () => {
      for (const kind of kinds) zone?.removeEventListener(kind, onDrag);
    };
  }, []);
  return (
    <div ref={area} className={classNames("card grid justify-items-center gap-3 border-dashed px-4 py-8 text-center", isOver && "outline-2 outline-focus outline-dashed")}>
      <p className="max-w-prose text-muted">{hint}</p>
      <label className={classNames(buttonClass("primary"), "focus-within:outline-2 focus-within:outline-focus cursor-pointer")}>
        <FileSearch aria-hidden />
        {label}
        <input
          type="file"
          multiple
          accept={accept}
          className="sr-only"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = ""; // the same file may be chosen again after it was changed
            if (files.length > 0) onFiles(files);
          }}
        />
      </label>
      {children}
    </div>
  );
}
