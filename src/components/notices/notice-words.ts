import { t } from "@lingui/core/macro";

import type { Notice, NoticeKind } from "#src/api/notices.ts";
import { serverWords } from "#src/api/server-words.ts";
import { checkTitle } from "#src/components/deployments/doctor-words.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { paths } from "#src/paths.ts";

/** Every kind of notice in the order it is offered, as a person reads it. */
export const noticeKinds = [
  { kind: "robot.offline", label: t`A robot goes offline` },
  { kind: "session.stopped", label: t`A session is stopped, or stops applying by itself` },
  { kind: "session.promoteRequested", label: t`Somebody asks to promote` },
  { kind: "approval.wanted", label: t`An approval is wanted` },
  { kind: "doctor.failed", label: t`A doctor's check fails` },
  { kind: "receipt.flagged", label: t`A receipt is flagged in a review` },
  { kind: "attention.given", label: t`Somebody gives you a robot to attend to` },
  { kind: "control.offered", label: t`Somebody hands you a robot` },
  { kind: "control.taken", label: t`Somebody takes over a robot that you hold` },
  { kind: "rule.broken", label: t`A robot breaks a rule of the organization` },
  { kind: "webhook.disabled", label: t`A webhook is disabled because it fails` },
] as const satisfies readonly { kind: NoticeKind; label: string }[];

/** Why the server refused to promote, as notices of earlier versions have it. */
const refusals = new Map([
  ["not_ready", t`not ready`],
  ["stale_intent", t`stale intent`],
]);

/** Why a session stopped applying; earlier versions wrote the code. */
const causeInWords = (cause: string): string => (cause.includes("_") ? reasonInWords(cause) : serverWords(cause));

/** The page that shows what a notice is about. */
export function noticePath({ target }: Pick<Notice, "target">): string {
  switch (target.kind) {
    case "robot":
      return paths.robot(target.id);
    case "session":
      return paths.session(target.id);
    case "deployment":
      return paths.deployment(target.id);
    case "receipt":
      return paths.receipt(target.id);
    case "alertRule":
      return paths.alertRules();
    case "webhook":
      return paths.settingsNotifications();
  }
}

/** What a notice says. The server sends English, made of what the notice has besides, whose own words are said in the language of the page; what is not made so stays as it came. */
export function noticeText({ kind, text, target: { name }, actor }: Pick<Notice, "kind" | "text" | "target" | "actor">): string {
  const who = actor.name;
  /** What stands between `start` and `end`, or null where the text is another one. */
  const between = (start: string, end: string) => {
    const isSo = text.startsWith(start) && text.endsWith(end) && text.length >= start.length + end.length;
    return isSo ? text.slice(start.length, text.length - end.length) : null;
  };
  switch (kind) {
    case "robot.offline":
      return t`${name} is offline: its heartbeats stopped.`;
    case "session.stopped": {
      const reason = between(`Software stop on ${name} by ${who} (`, ").");
      if (reason !== null) return t`Software stop on ${name} by ${who} (${reason}).`;
      const cause = between(`${name} no longer applies actions: ended by ${who} (`, ").");
      if (cause !== null) {
        const why = causeInWords(cause);
        return t`${name} no longer applies actions: ended by ${who} (${why}).`;
      }
      if (text === `Software stop on ${name} by ${who}.`) return t`Software stop on ${name} by ${who}.`;
      return text === `${name} no longer applies actions: ended by ${who}.` ? t`${name} no longer applies actions: ended by ${who}.` : text;
    }
    case "session.promoteRequested": {
      const reason = between(`${who} asked to promote ${name}, which was refused: `, ".");
      if (reason !== null) {
        const why = refusals.get(reason) ?? serverWords(reason.replaceAll("_", " "));
        return t`${who} asked to promote ${name}, which was refused: ${why}.`;
      }
      return text === `${who} promoted ${name}: it applies actions.` ? t`${who} promoted ${name}: it applies actions.` : text;
    }
    case "approval.wanted": {
      const bound = between(`${who} wants an approval to promote ${name} for at most `, "");
      const [, actions, noteOfBound = ""] = /^(\d+) actions, within ten minutes(?:\.|: ([^]*))$/.exec(bound ?? "") ?? [];
      if (actions !== undefined) return ofActions({ who, name, actions, note: noteOfBound });
      const note = between(`${who} wants an approval to promote ${name}, within ten minutes: `, "");
      return note === null
        ? t`${who} wants an approval to promote ${name}, within ten minutes.`
        : t`${who} wants an approval to promote ${name}, within ten minutes: ${note}`;
    }
    case "doctor.failed": {
      // The robot's name and the checks have no other place; a name may hold a colon, a check's does not.
      const rest = between(`The doctor failed ${name}`, ".");
      const [, robot, names] = /^(?: on (.*))?: ([^:]*)$/.exec(rest ?? "") ?? [];
      if (names === undefined) return text;
      const checks = names
        .split(", ")
        .map((check) => checkTitle(check.toLowerCase()))
        .join(", ");
      return robot === undefined ? t`The doctor failed ${name}: ${checks}.` : t`The doctor failed ${name} on ${robot}: ${checks}.`;
    }
    case "receipt.flagged":
      return text.includes("reviewed as bad")
        ? t`Receipt ${name} was reviewed as bad by ${who}.`
        : t`Receipt ${name} was reviewed as needing attention by ${who}.`;
    case "attention.given": {
      const to = between(`${who} gave ${name} to `, ": it needs attention.");
      return to === null ? text : t`${who} gave ${name} to ${to}: it needs attention.`;
    }
    case "control.offered": {
      const to = between(`${who} hands ${name} to `, ": accept within two minutes on its session's page.");
      return to === null ? text : t`${who} hands ${name} to ${to}: accept within two minutes on its session's page.`;
    }
    case "control.taken": {
      const reason = between(`${who} took over ${name}, which you held: `, "");
      return reason === null ? text : t`${who} took over ${name}, which you held: ${reason}`;
    }
    case "rule.broken":
      if (text.startsWith("This is a test")) return t`This is a test of the rule ${name}: nothing is broken.`;
      return ruleInWords(name, between(`${name} `, ".") ?? "") ?? text;
    case "webhook.disabled":
      return t`The webhook to ${name} was disabled: its receiver did not take what was sent.`;
    default:
      return kind satisfies never;
  }
}

const ofActions = ({ who, name, actions, note }: Record<"who" | "name" | "actions" | "note", string>): string =>
  note === ""
    ? t`${who} wants an approval to promote ${name} for at most ${actions} actions, within ten minutes.`
    : t`${who} wants an approval to promote ${name} for at most ${actions} actions, within ten minutes: ${note}`;

/** Of a rule, by what stands behind the name; `null` where it is none of the sentences that are known. */
function ruleInWords(name: string, said: string): string | null {
  const broken = /^breaks the rule (.*): ([^:]*), limit ([^:,]*)$/.exec(said);
  if (broken !== null) {
    const [, rule = "", value = "", limit = ""] = broken;
    return t`${name} breaks the rule ${rule}: ${value}, limit ${limit}.`;
  }
  const runs = /^breaks the rule (.*): (\d+) such runs in ([^:]*) h$/.exec(said);
  if (runs !== null) {
    const [, rule = "", count = "", hours = ""] = runs;
    return t`${name} breaks the rule ${rule}: ${count} such runs in ${hours} h.`;
  }
  const missing = /^sends no data for the rule (.*): none for ([^:]*) min$/.exec(said);
  if (missing === null) return null;
  const [, rule = "", minutes = ""] = missing;
  return t`${name} sends no data for the rule ${rule}: none for ${minutes} min.`;
}
