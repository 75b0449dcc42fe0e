import { type DefaultError, type QueryKey, QueryObserver, type QueryObserverResult, type UseQueryOptions } from "@tanstack/react-query";
import { useMemo, useRef, useSyncExternalStore } from "react";

import { queryClient } from "#src/api/client.ts";

/**
 * A live query that wakes its component at most every `everyMs`. 300 robots at 1 Hz would draw a list 300 times a second;
 * an eye follows two. The newest answer is always shown in the end.
 */
export function useSampledQuery<Data, Key extends QueryKey>(options: UseQueryOptions<Data, DefaultError, Data, Key>, everyMs: number): QueryObserverResult<Data> {
  const hash = JSON.stringify(options.queryKey);
  const latest = useRef(options);
  const store = useMemo(() => sample(new QueryObserver<Data, DefaultError, Data, Data, Key>(queryClient, latest.current), everyMs), [hash, everyMs]); // oxlint-disable-line react/exhaustive-deps, react/refs -- the key stands for the options
  return useSyncExternalStore(store.subscribe, store.read);
}

function sample<Data, Key extends QueryKey>(observer: QueryObserver<Data, DefaultError, Data, Data, Key>, everyMs: number) {
  let shown: QueryObserverResult<Data> = observer.getCurrentResult();
  return {
    read: () => shown,
    subscribe: (onChange: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let lastAt = Number.NEGATIVE_INFINITY;
      const show = () => {
        timer = undefined;
        lastAt = performance.now();
        shown = observer.getCurrentResult();
        onChange();
      };
      const unsubscribe = observer.subscribe(() => {
        const wait = lastAt + everyMs - performance.now();
        if (wait <= 0) show();
        else timer ??= setTimeout(show, wait);
      });
      show();
      return () => {
        clearTimeout(timer);
        unsubscribe();
      };
    },
  };
}
