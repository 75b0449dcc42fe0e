import { Dialog } from "#src/components/ui/dialog.tsx";

import { shortcuts } from "./shortcuts.ts";

const rows = [{ keys: ["Ctrl", "K"], words: "Find a robot, an action, a page" }, ...shortcuts];

export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Shortcuts" description="None of them promotes or moves anything. The software stop is always in its corner.">
      <dl className="grid gap-0.5">
        {rows.map(({ keys, words }) => (
          <div key={words} className="flex min-h-8 items-center justify-between gap-4">
            <dt>{words}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="min-w-6 rounded-mark border border-line-strong/60 bg-sunken px-1.5 text-center font-sans text-caption">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
