/**
 * Runs `work` once the frame that is due has been painted: what a person typed is seen before what follows from it is drawn. A later
 * call replaces one that has not run. The timer stands in for frames that a hidden page does not paint.
 */
export function afterPaint(): { run: (work: () => void) => void; cancel: () => void } {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return {
    run: (work) => {
      cancel();
      const now = (): void => {
        cancel();
        work();
      };
      timer = setTimeout(now, longestMs);
      frame = requestAnimationFrame(() => {
        clearTimeout(timer);
        timer = setTimeout(now);
      });
    },
    cancel,
  };
}

const longestMs = 100;
