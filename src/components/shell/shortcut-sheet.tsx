import { t } from "@lingui/core/macro";

import { Dialog } from "#src/components/ui/dialog.tsx";

import { type Shortcut, shortcuts } from "./shortcuts.ts";

type Last = Shortcut["keys"] extends infer Keys ? (Keys extends readonly [...string[], infer Key extends string] ? Key : never) : never;

/** By the last key of each; here and not beside the keys, which every page carries. */
const words: Record<Last, string> = {
  "?": t`Show these shortcuts`,
  "/": t`Filter the list of this page`,
  m: t`Mark this moment of a session, to look at it later`,
  f: t`Go to the fleet`,
  w: t`Go to the fleet on a wall`,
  s: t`Go to the sessions`,
  r: t`Go to the robots`,
  d: t`Go to the deployments`,
  e: t`Go to the receipts`,
  q: t`Go to the review queue`,
  a: t`Go to the audit log`,
};

const rows = [
  { keys: [t`Ctrl`, "K"], words: t`Find a robot, an action, a page` },
  ...shortcuts.map(({ keys }) => ({ keys, words: words[keys.length === 1 ? keys[0] : keys[1]] })),
];

export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t`Shortcuts`}
      description={t`None of them promotes or moves anything. The software stop is always in its corner.`}
    >
      <dl className="grid gap-0.5">
        {rows.map(({ keys, words }) => (
          <div key={words} className="flex min-h-8 items-center justify-between gap-4">
            <dt>{words}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-mark border border-line-strong/60 bg-sunken px-1.5 text-center font-sans text-caption"
                >
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
