import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Message } from "#src/api/messages.ts";

import { fieldsOf } from "./fields.ts";
import { matcherOf, searchFrom } from "./find.ts";

const fields = fieldsOf(["shoulder_pan", "gripper"]);
const message = (more: Partial<Message> = {}): Message => ({
  ...{ sessionId: null, seq: 12, receivedAt: 1_000, sentAt: 990, mode: "dry_run", state: "running", inferenceMs: 30 },
  ...{ joints: [0.5, -1], message: "motor 3 is hot" },
  ...more,
});
const matches = (text: string, more: Partial<Message> = {}) => matcherOf(searchFrom(text, fields), fields)(message(more));

describe("a search", () => {
  test("of words holds when each is in what is text, or in the number of the message", () => {
    expect(matches("motor HOT")).toBe(true);
    expect(matches("motor cold")).toBe(false);
    expect(matches("dry_run 12")).toBe(true);
    expect(matches('"motor 3"')).toBe(true);
    expect(matches('"motor 4"')).toBe(false);
    expect(matches("")).toBe(true);
  });

  test("of a field takes a part of a text and the whole of a number", () => {
    expect(matches("state:run")).toBe(true);
    expect(matches("inferenceMs:30")).toBe(true);
    expect(matches("inferenceMs:3")).toBe(false);
    expect(matches('message:"3 is"')).toBe(true);
    expect(matches("INFERENCEMS:30")).toBe(true);
    expect(matches("seq=12")).toBe(true);
  });

  test("compares numbers, joints by their names among them", () => {
    expect(matches("inferenceMs>29.5")).toBe(true);
    expect(matches("inferenceMs>30")).toBe(false);
    expect(matches("inferenceMs>=30 gripper<0")).toBe(true);
    expect(matches("gripper<=-1.5")).toBe(false);
  });

  test("never holds for a field that was not sent, and its opposite does", () => {
    expect(matches("batteryPct<50")).toBe(false);
    expect(matches("!batteryPct<50")).toBe(true);
    expect(matches("!state:running")).toBe(false);
    expect(matches("!cold")).toBe(true);
  });

  test("tells each thing that it does not understand, and does the rest", () => {
    const { terms, ignored } = searchFrom('hot speed>3 state>3 inferenceMs>fast seq: ack:1 seq:two message:"open to the end', fields);
    expect(terms).toEqual([{ kind: "word", isNot: false, word: "hot" }]);
    expect(ignored).toEqual([
      { text: "speed>3", why: "unknown_field" },
      { text: "state>3", why: "field_is_text" },
      { text: "inferenceMs>fast", why: "not_a_number" },
      { text: "seq:", why: "no_value" },
      { text: "ack:1", why: "not_recorded" },
      { text: "seq:two", why: "not_a_number" },
      { text: 'message:"open to the end', why: "open_quote" },
    ]);
  });

  test("takes a time of day for a word", () => {
    expect(searchFrom("12:03:04", fields)).toEqual({ terms: [{ kind: "word", isNot: false, word: "12:03:04" }], ignored: [] });
  });
});

test("whatever is typed, each part is searched for or told, and nothing throws", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom("state", "seq", ":", ">", "<=", '"', "!", " ", "12", "gripper", "=", "ack"),
    fc.stringMatching(/^[a-z]{1,4}[:<>][0-9]{1,3}$/),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      const search = searchFrom(text, fields);
      const isAnythingSaid = text.split(/\s+/).some((said) => said !== "" && said !== "!");
      expect(search.terms.length + search.ignored.length > 0).toBe(isAnythingSaid);
      expect(typeof matcherOf(search, fields)(message())).toBe("boolean");
    }),
    { numRuns: 500 },
  );
});

test("a term and its opposite never hold of the same message", () => {
  const term = fc.oneof(
    fc.tuple(fc.constantFrom("seq", "inferenceMs", "batteryPct", "gripper"), fc.constantFrom(">", "<", ">=", "<=", ":"), fc.integer()),
    fc.tuple(fc.constantFrom("state", "mode", "message"), fc.constant(":"), fc.constantFrom("run", "fault", "dry")),
  );
  fc.assert(
    fc.property(term, fc.integer(), (parts, inferenceMs) => {
      const text = parts.join("");
      expect(matches(text, { inferenceMs })).not.toBe(matches(`!${text}`, { inferenceMs }));
    }),
  );
});
