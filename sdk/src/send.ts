import { resolveApiKey, resolveConvexUrl, type Overrides } from "./credentials.ts";
import { call, type Answer, type FunctionKind } from "./wire.ts";

/** The server's validators pin the answers; the contract tests pin that these types say the same. */
export async function send<T extends Answer = Answer>(
  kind: FunctionKind,
  name: string,
  args: Record<string, unknown>,
  overrides: Overrides,
  signal?: AbortSignal,
): Promise<T> {
  const apiKey = resolveApiKey(overrides.apiKey);
  return (await call(resolveConvexUrl(overrides.convexUrl), kind, name, { ...args, apiKey }, signal)) as T;
}

/** Splits the overrides from a helper's own arguments. */
export function split<T extends Overrides>(options: T): [Omit<T, keyof Overrides>, Overrides] {
  const { apiKey, convexUrl, ...args } = options;
  return [args, { apiKey, convexUrl }];
}

/** Without the keys whose value is `undefined`, so that they do not override a default. */
export function defined(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
