import { t } from "@lingui/core/macro";

import { Dialog } from "#src/components/ui/dialog.tsx";

import { shortcuts } from "./review-queue.ts";

export const ShortcutSheet = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => (
  <Dialog isOpen={isOpen} onClose={onClose} title={t`Keys of the review queue`}>
    <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2">
      {shortcuts.map(({ keys, does }) => (
        <div key={does} className="contents">
          <dt className="flex gap-1">
            {keys.map((key) => (
              <kbd key={key} className="min-w-7 rounded-mark border border-line-strong px-1.5 text-center font-mono text-caption">
                {key}
              </kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
