import { t } from "@lingui/core/macro";

/** Before anything is known: the frame of index.html, so that nothing jumps when the page arrives. */
export function StartSkeleton() {
  return (
    <output aria-label={t`Loading Reflex Console`} className="block min-h-dvh">
      <span className="flex h-topbar items-center border-b border-line bg-surface px-4 font-semibold">Reflex Console</span>
    </output>
  );
}
