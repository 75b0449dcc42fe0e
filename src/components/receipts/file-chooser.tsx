import type { ReactNode } from "react";

import { buttonClass } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";

type FileChooserProps = {
  icon: ReactNode;
  label: string;
  accept: string;
  tone?: Parameters<typeof buttonClass>[0];
  onFiles: (files: readonly File[]) => void;
};

/** A button that lets somebody choose files. */
export function FileChooser({ icon, label, accept, tone, onFiles }: FileChooserProps) {
  return (
    <label className={classNames(buttonClass(tone), "focus-within:outline-2 focus-within:outline-focus cursor-pointer")}>
      {icon}
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
  );
}
