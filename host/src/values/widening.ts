import type { ValidatorJson } from "./validate.ts";

/**
 * True when every value that `before` accepts is certainly accepted by `after` too, so that documents checked against the one need not be
 * read again for the other: a field was added that may be missing, a union grew. False may also mean that it cannot be told.
 */
export function isWider(after: ValidatorJson, before: ValidatorJson): boolean {
  if (after.type === "any") return true;
  if (before.type === "union") return before.value.every((member) => isWider(after, member));
  if (after.type === "union") return after.value.some((member) => isWider(member, before));
  if (before.type === "literal")
    return after.type === "literal" ? JSON.stringify(after.value) === JSON.stringify(before.value) : after.type === typeof before.value;
  if (after.type === "array" && before.type === "array") return isWider(after.value, before.value);
  if (after.type === "record" && before.type === "record")
    return isWider(after.keys, before.keys) && isWider(after.values.fieldType, before.values.fieldType);
  if (after.type === "id" && before.type === "id") return after.tableName === before.tableName;
  if (after.type !== "object" || before.type !== "object") return after.type === before.type && after.type !== "id";
  const names = new Set([...Object.keys(after.value), ...Object.keys(before.value)]);
  return [...names].every((name) => {
    const [now, then] = [after.value[name], before.value[name]];
    if (now === undefined) return false;
    if (then === undefined) return now.optional;
    return (now.optional || !then.optional) && isWider(now.fieldType, then.fieldType);
  });
}
