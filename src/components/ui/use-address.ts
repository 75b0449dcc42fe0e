import { useSearchParams } from "react-router";

/**
 * What the address says behind the `?`, and how parts of it are changed: null takes one away, what is not named stays. It takes the place of the address before,
 * so that "back" leaves the page, and the page does not scroll.
 */
export function useAddress(): readonly [URLSearchParams, (changes: Readonly<Record<string, string | null>>) => void] {
  const [params, setParams] = useSearchParams();
  const change = (changes: Readonly<Record<string, string | null>>) =>
    setParams(
      (before) => {
        for (const [key, value] of Object.entries(changes)) {
          if (value === null) before.delete(key);
          else before.set(key, value);
        }
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  return [params, change];
}
