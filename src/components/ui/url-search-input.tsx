import { useEffect, useRef, useState } from "react";

import { afterPaint } from "#src/lib/after-paint.ts";

import { SearchInput } from "./field.tsx";
import { useAddress } from "./use-address.ts";

type UrlSearchInputProps = {
  label: string;
  placeholder: string;
  param?: string;
  className?: string;
  /** What the address says besides, where it did not say so yet. */ also?: Readonly<Record<string, string>>;
};

/** A filter whose text lives in the URL, so that a filtered list can be sent to someone. */
export function UrlSearchInput({ label, placeholder, param = "q", className, also = {} }: UrlSearchInputProps) {
  const [search, change] = useAddress();
  const text = search.get(param) ?? "";
  const input = useRef<HTMLInputElement>(null);
  // Another list is drawn after the letter, never with it.
  const [later] = useState(afterPaint);
  useEffect(() => later.cancel, [later]);

  // Syncs the box with an address that was changed elsewhere ("Show all", the back button), never with the person typing in it.
  useEffect(() => {
    if (input.current !== null && document.activeElement !== input.current) input.current.value = text;
  }, [text]);

  return (
    <SearchInput
      ref={input}
      label={label}
      placeholder={placeholder}
      className={className}
      defaultValue={text}
      onChange={(event) => {
        const { value } = event.currentTarget;
        later.run(() => change({ ...also, [param]: value === "" ? null : value }));
      }}
    />
  );
}
