import { useEffect, useState } from "react";

const REST_MS = 600;

/** The value once it has rested: a question is not asked with every key. */
export function useRested<Value>(value: Value, key: string): Value {
  const [rested, setRested] = useState({ value, key });
  useEffect(() => {
    if (rested.key === key) return undefined;
    const timer = setTimeout(() => setRested({ value, key }), REST_MS);
    return () => clearTimeout(timer);
  });
  return rested.value;
}
