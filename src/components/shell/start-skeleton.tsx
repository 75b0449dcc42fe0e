/** Before anything is known: the frame of the page, so that nothing jumps when it arrives. */
export function StartSkeleton() {
  return (
    <output aria-label="Loading Reflex Console" className="block min-h-dvh">
      <span className="block h-topbar border-b border-line bg-surface" />
    </output>
  );
}
