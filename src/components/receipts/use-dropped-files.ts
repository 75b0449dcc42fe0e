import { type RefObject, useEffect, useRef, useState } from "react";

/** Takes files that are dropped on `area`, which a mouse may do; by keyboard a button stands beside it. Answers whether some hang over it. */
export function useDroppedFiles(area: RefObject<HTMLElement | null>, onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const give = useRef(onFiles);
  useEffect(() => {
    give.current = onFiles;
  }, [onFiles]);
  // Syncs with files dragged over the area.
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
  }, [area]);
  return isOver;
}
