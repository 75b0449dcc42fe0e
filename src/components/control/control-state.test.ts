import { expect, test } from "vitest";

import { controlState } from "./control-state.ts";

const person = (id: string) => ({ kind: "operator" as const, id, name: id.toUpperCase() });
const since = 1_000;
const until = 121_000;
const held = { by: person("ana"), since };
const offered = { ...held, offer: { to: person("bo"), until } };

test.each([
  ["nobody's", null, "ana", since, { kind: "free" }],
  ["mine", held, "ana", since, { kind: "mine" }],
  ["another's", held, "bo", since, { kind: "other", by: "ANA", byId: "ana" }],
  ["another's while it is not known who I am", held, undefined, since, { kind: "other", by: "ANA", byId: "ana" }],
  ["mine and offered, to the last moment", offered, "ana", until - 1, { kind: "offering", to: "BO", until }],
  ["mine and not answered", offered, "ana", until, { kind: "unanswered", to: "BO" }],
  ["offered to me, to the last moment", offered, "bo", until - 1, { kind: "offered", by: "ANA", until }],
  ["no longer offered to me", offered, "bo", until, { kind: "other", by: "ANA", byId: "ana" }],
  ["offered to a third", offered, "cy", since, { kind: "other", by: "ANA", byId: "ana" }],
] as const)("it is %s", (_name, control, me, now, state) => {
  expect(controlState(control, me, now)).toEqual(state);
});
