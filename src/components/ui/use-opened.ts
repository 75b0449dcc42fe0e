import { useEffect, useState } from "react";

/** How long after the page is drawn the code of what may be opened is fetched, ms. */
const AFTER_MS = 2_000;

/** Whether something was open at any time, so that it is mounted no earlier and may still play its end. `load` fetches its code ahead. */
export function useOpened(isOpen: boolean, load: () => Promise<unknown>): boolean {
  const [wasOpened, setWasOpened] = useState(isOpen);
  if (isOpen && !wasOpened) setWasOpened(true);

  // Syncs with the module cache: a question must come at once when it is asked, even when the server is away by then.
  useEffect(() => {
    // A failed fetch is tried again when it is opened, and told then.
    const timer = setTimeout(() => void load().catch(() => undefined), AFTER_MS);
    return () => clearTimeout(timer);
  }, [load]);

  return isOpen || wasOpened;
}
