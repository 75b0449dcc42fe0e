import { useEffect, useRef, useState } from "react";

/**
 * The newest `value`, taken at most every `everyMs`. 300 robots at 1 Hz would draw the list 300 times a second; an
 * eye follows two.
 */
export function useSampled<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const lastAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Syncs with a timer: the last value before a silence must be shown too.
  useEffect(() => {
    newest.current = value;
    const wait = lastAt.current + everyMs - performance.now();
    const show = () => {
      timer.current = undefined;
      lastAt.current = performance.now();
      setShown(newest.current);
    };
    if (wait <= 0) show();
    else timer.current ??= setTimeout(show, wait);
  }, [value, everyMs]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return shown;
}
