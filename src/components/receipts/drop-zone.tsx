import { FileSearch } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { buttonClass } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";

/** Takes one file, dropped by a mouse or chosen by its button. */
export function DropZone({ label, hint, accept, onFile }: { label: string; hint: string; accept: string; onFile: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const give = useRef(onFile);
  // Syncs with files dragged over the area, which a mouse may do; by keyboard there is the button.
  useEffect(() => {
    give.current = onFile;
  }, [onFile]);
  useEffect(() => {
    const zone = area.current;
    const onDrag = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(event.type === "dragover");
      const file = event.type === "drop" ? event.dataTransfer?.files[0] : undefined;
      if (file !== undefined) give.current(file);
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
          accept={accept}
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = ""; // the same file may be chosen again after it was changed
            if (file !== undefined) onFile(file);
          }}
        />
      </label>
    </div>
  );
}
