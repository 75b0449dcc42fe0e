import type { Message } from "#src/api/messages.ts";

// Pure: the fields of a message by the names that are on the wire, which are also the words of the search.

export type Value = string | number;
export type MessageField = {
  /** As the robot sends it; a joint by its name in the schema. */
  name: string;
  unit: string;
  kind: "number" | "text" | "time" | "id";
  read: (message: Message) => Value | undefined;
};

const number = (name: NumberName, unit: string): MessageField => ({ name, unit, kind: "number", read: (message) => message[name] });
type NumberName =
  | "steps"
  | "appliedSteps"
  | "safeStops"
  | "controlHz"
  | "inferenceMs"
  | "roundTripMs"
  | "batteryPct"
  | "temperatureC"
  | "cpuPct";

const base: readonly MessageField[] = [
  { name: "seq", unit: "", kind: "id", read: ({ seq }) => seq },
  { name: "receivedAt", unit: "", kind: "time", read: ({ receivedAt }) => receivedAt },
  { name: "sentAt", unit: "", kind: "time", read: ({ sentAt }) => sentAt ?? undefined },
  { name: "mode", unit: "", kind: "text", read: ({ mode }) => mode },
  { name: "state", unit: "", kind: "text", read: ({ state }) => (state === "" ? undefined : state) },
  { name: "message", unit: "", kind: "text", read: ({ message }) => message },
  { name: "sessionId", unit: "", kind: "text", read: ({ sessionId }) => sessionId ?? undefined },
  number("steps", ""),
  number("appliedSteps", ""),
  number("safeStops", ""),
  number("controlHz", "Hz"),
  number("inferenceMs", "ms"),
  number("roundTripMs", "ms"),
  number("batteryPct", "%"),
  number("temperatureC", "°C"),
  number("cpuPct", "%"),
];

/** What a robot may send beside them and what is not written down message by message. */
export const notRecorded = ["deploymentId", "intervalMs", "countsSince", "firstMove", "goodbye", "ack", "presenceShown"] as const;

/** The fields of messages with as many joints as `names` names and the longest of them sent. */
export function fieldsOf(names: readonly string[], jointCount = names.length): MessageField[] {
  const joints = Array.from({ length: Math.max(jointCount, names.length) }, (_, index): MessageField => {
    const name = names[index]?.replaceAll(/[\s:<>="]+/g, "_") ?? `joints.${index}`;
    return { name, unit: "", kind: "number", read: ({ joints: values }) => values?.[index] };
  });
  return [...base, ...joints];
}
