import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";
import { encodeValue, floatJson, floatOf, integerJson, integerOf, valueAtPath } from "../values/order.ts";
import { EngineError } from "./errors.ts";

/** Whether a document passes a serialized `q.filter(...)` expression. */
export function passesFilter(expression: Json, document: JsonObject): boolean {
  return isTruthy(evaluate(expression, document));
}

function evaluate(expression: Json, document: JsonObject): Json | undefined {
  if (!isJsonObject(expression)) throw invalid(expression);
  const operator = Object.keys(expression)[0] ?? "";
  const operand = expression[operator] ?? null;
  switch (operator) {
    case "$literal":
      return isJsonObject(operand) && "$undefined" in operand ? undefined : operand;
    case "$field":
      if (typeof operand !== "string") throw invalid(expression);
      return valueAtPath(document, operand);
    case "$and":
      return list(operand).every((part) => isTruthy(evaluate(part, document)));
    case "$or":
      return list(operand).some((part) => isTruthy(evaluate(part, document)));
    case "$not":
      return !isTruthy(evaluate(operand, document));
    case "$neg":
      return arithmetic(operator, integerJson(0n), evaluate(operand, document));
    case "$eq":
    case "$neq":
    case "$lt":
    case "$lte":
    case "$gt":
    case "$gte": {
      const [left, right] = pair(operand);
      return compare(operator, encodeValue(evaluate(left, document)), encodeValue(evaluate(right, document)));
    }
    case "$add":
    case "$sub":
    case "$mul":
    case "$div":
    case "$mod": {
      const [left, right] = pair(operand);
      return arithmetic(operator, evaluate(left, document), evaluate(right, document));
    }
    default:
      throw invalid(expression);
  }
}

type Comparison = "$eq" | "$neq" | "$lt" | "$lte" | "$gt" | "$gte";

function compare(operator: Comparison, left: string, right: string): boolean {
  switch (operator) {
    case "$eq":
      return left === right;
    case "$neq":
      return left !== right;
    case "$lt":
      return left < right;
    case "$lte":
      return left <= right;
    case "$gt":
      return left > right;
    case "$gte":
      return left >= right;
  }
}

type Arithmetic = "$neg" | "$add" | "$sub" | "$mul" | "$div" | "$mod";

function arithmetic(operator: Arithmetic, left: Json | undefined, right: Json | undefined): Json {
  const rightFloat = floatOf(right);
  if (operator === "$neg" && rightFloat !== undefined) return floatJson(-rightFloat);
  const leftFloat = floatOf(left);
  if (leftFloat !== undefined && rightFloat !== undefined) return floatJson(onFloats(operator, leftFloat, rightFloat));
  const leftInteger = integerOf(left);
  const rightInteger = integerOf(right);
  if (leftInteger === undefined || rightInteger === undefined) {
    throw new EngineError("FilterTypeError", `The filter operator ${operator} needs two float64 or two int64 values.`);
  }
  if (rightInteger === 0n && (operator === "$div" || operator === "$mod")) {
    throw new EngineError("FilterTypeError", "Division by zero in a filter.");
  }
  return integerJson(onIntegers(operator, leftInteger, rightInteger));
}

function onFloats(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case "$add":
      return a + b;
    case "$neg":
    case "$sub":
      return a - b;
    case "$mul":
      return a * b;
    case "$div":
      return a / b;
    case "$mod":
      return a % b;
  }
}

function onIntegers(operator: Arithmetic, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "$add":
      return a + b;
    case "$neg":
    case "$sub":
      return a - b;
    case "$mul":
      return a * b;
    case "$div":
      return a / b;
    case "$mod":
      return a % b;
  }
}

function isTruthy(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  const float = floatOf(value);
  if (float !== undefined) return float !== 0 && !Number.isNaN(float);
  return integerOf(value) !== 0n;
}

function list(operand: Json): Json[] {
  if (!Array.isArray(operand)) throw invalid(operand);
  return operand;
}

function pair(operand: Json): [Json, Json] {
  const [left, right, ...rest] = list(operand);
  if (left === undefined || right === undefined || rest.length > 0) throw invalid(operand);
  return [left, right];
}

function invalid(expression: Json): EngineError {
  return new EngineError("InvalidFilter", `Invalid filter expression: ${JSON.stringify(expression)}`);
}
