import type { Actor } from "../audit";
import type { Language } from "../people/languages";

// What notices say, in every language that letters are written in. The console has the same sentences in its own catalogue,
// and sentences.test.ts holds the two together.

type InEach = Record<Language, string>;

const sentences = {
  offline: { en: "{name} is offline: its heartbeats stopped.", de: "{name} ist offline: Seine Heartbeats sind ausgeblieben." },
  stopped: { en: "Software stop on {name} by {who}.", de: "Software-Stopp für {name} durch {who}." },
  stoppedFor: { en: "Software stop on {name} by {who} ({reason}).", de: "Software-Stopp für {name} durch {who} ({reason})." },
  ended: { en: "{name} no longer applies actions: ended by {who}.", de: "{name} führt keine Aktionen mehr aus: beendet durch {who}." },
  endedFor: {
    en: "{name} no longer applies actions: ended by {who} ({why}).",
    de: "{name} führt keine Aktionen mehr aus: beendet durch {who} ({why}).",
  },
  promoted: { en: "{who} promoted {name}: it applies actions.", de: "{who} hat {name} scharf geschaltet: Aktionen werden ausgeführt." },
  notPromoted: {
    en: "{who} asked to promote {name}, which was refused: {why}.",
    de: "{who} wollte {name} scharf schalten, das wurde abgelehnt: {why}.",
  },
  approvalWanted: {
    en: "{who} wants an approval to promote {name}, within ten minutes.",
    de: "{who} bittet um Zustimmung, {name} scharf zu schalten, innerhalb von zehn Minuten.",
  },
  approvalWantedFor: {
    en: "{who} wants an approval to promote {name}, within ten minutes: {note}",
    de: "{who} bittet um Zustimmung, {name} scharf zu schalten, innerhalb von zehn Minuten: {note}",
  },
  approvalOfActionsWanted: {
    en: "{who} wants an approval to promote {name} for at most {actions} actions, within ten minutes.",
    de: "{who} bittet um Zustimmung, {name} für höchstens {actions} Aktionen scharf zu schalten, innerhalb von zehn Minuten.",
  },
  approvalOfActionsWantedFor: {
    en: "{who} wants an approval to promote {name} for at most {actions} actions, within ten minutes: {note}",
    de: "{who} bittet um Zustimmung, {name} für höchstens {actions} Aktionen scharf zu schalten, innerhalb von zehn Minuten: {note}",
  },
  doctorFailed: { en: "The doctor failed {name}: {checks}.", de: "{name} hat den Doctor nicht bestanden: {checks}." },
  doctorFailedOn: {
    en: "The doctor failed {name} on {robot}: {checks}.",
    de: "{name} hat den Doctor auf {robot} nicht bestanden: {checks}.",
  },
  reviewedBad: { en: "Receipt {name} was reviewed as bad by {who}.", de: "{who} hat den Beleg {name} als schlecht beurteilt." },
  reviewedForAttention: {
    en: "Receipt {name} was reviewed as needing attention by {who}.",
    de: "{who} hat den Beleg {name} als „zu beachten“ beurteilt.",
  },
  given: {
    en: "{who} gave {name} to {to}: it needs attention.",
    de: "{who} hat {name} an {to} übergeben: Darum muss sich jemand kümmern.",
  },
  offered: {
    en: "{who} hands {name} to {to}: accept within two minutes on its session's page.",
    de: "{who} übergibt {name} an {to}: innerhalb von zwei Minuten auf der Seite der Sitzung annehmen.",
  },
  takenOver: {
    en: "{who} took over {name}, which you held: {reason}",
    de: "{who} hat {name} übernommen, den Sie führten: {reason}",
  },
  ruleBroken: {
    en: "{name} breaks the rule {rule}: {value}, limit {limit}.",
    de: "{name} verletzt die Regel {rule}: {value}, Grenze {limit}.",
  },
  ruleWithoutData: {
    en: "{name} sends no data for the rule {rule}: none for {minutes} min.",
    de: "{name} sendet keine Daten für die Regel {rule}: seit {minutes} min keine.",
  },
  runsBroken: {
    en: "{name} breaks the rule {rule}: {count} such runs in {hours} h.",
    de: "{name} verletzt die Regel {rule}: {count} solche Läufe in {hours} h.",
  },
  ruleTest: {
    en: "This is a test of the rule {name}: nothing is broken.",
    de: "Dies ist ein Test der Regel {name}: Nichts ist verletzt.",
  },
  webhookDisabled: {
    en: "The webhook to {name} was disabled: its receiver did not take what was sent.",
    de: "Der Webhook an {name} wurde deaktiviert: Sein Empfänger hat nicht angenommen, was gesendet wurde.",
  },
} as const satisfies Record<string, InEach>;

/** What stands for the robot of a session that has none. */
export const withoutRobot = "a session without a robot";

/** What the server itself puts into a sentence, by its code; names, and what people write, stay as they are. */
const ownWords: Partial<Record<string, InEach>> = {
  [withoutRobot]: { en: withoutRobot, de: "eine Sitzung ohne Roboter" },
  clock: { en: "clock", de: "Uhr" },
  budget_ended: { en: "time budget ended", de: "Zeitbudget zu Ende" },
  actions_ended: { en: "all its actions applied", de: "alle Aktionen ausgeführt" },
  lease_expired: { en: "lease expired", de: "Lease abgelaufen" },
  robot_goodbye: { en: "the robot said goodbye", de: "Roboter hat sich abgemeldet" },
  robot_fell_back: { en: "the robot fell back to dry run", de: "Roboter fiel in den Trockenlauf zurück" },
  robot_fault: { en: "fault of the robot", de: "Störung des Roboters" },
  robot_safe_stop: { en: "safe stop of the robot", de: "sicherer Stopp des Roboters" },
  robot_stopped: { en: "the robot stopped", de: "Stopp des Roboters" },
  robot_restarted: { en: "the robot restarted", de: "Roboter neu gestartet" },
  stale_intent: { en: "stale intent", de: "Anforderung veraltet" },
  not_ready: { en: "not ready", de: "nicht bereit" },
  closed: { en: "session closed", de: "Sitzung geschlossen" },
  not_applying: { en: "no actions are applied", de: "führt keine Aktionen aus" },
  stale_version: { en: "stale version", de: "Version veraltet" },
  closing: { en: "closing", de: "beim Schließen" },
};

/** What a check of the doctor is called, as on its page, by the name that its report has. */
const checkTitles: Partial<Record<string, InEach>> = {
  model: { en: "Model", de: "Modell" },
  worker: { en: "Worker", de: "Worker" },
  "robot schema": { en: "Robot schema", de: "Roboterschema" },
  "safe stop": { en: "Safe stop", de: "Sicherer Stopp" },
  "action limits": { en: "Action limits", de: "Aktionsgrenzen" },
  "control rate": { en: "Control rate", de: "Regelfrequenz" },
  robot: { en: "Robot", de: "Roboter" },
  "schema match": { en: "Schema match", de: "Schema-Abgleich" },
  calibration: { en: "Calibration", de: "Kalibrierung" },
  link: { en: "Link", de: "Verbindung" },
  health: { en: "Health", de: "Zustand" },
  "heartbeat interval": { en: "Heartbeat interval", de: "Heartbeat-Intervall" },
  clock: { en: "Clock", de: "Uhr" },
};

type Sentence = keyof typeof sentences;
type PlacesIn<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}` ? Place | PlacesIn<Rest> : never;

/** A sentence with everything that stands in its places. */
export type Said = { [Name in Sentence]: { sentence: Name; values: Record<PlacesIn<(typeof sentences)[Name]["en"]>, string> } }[Sentence];
/** As it comes back from a row: another version of this server may have written it. */
type Kept = { sentence: string; values: Record<string, string> };

/** The sentence in a language. Throws for one that is not known. */
export function inWords(language: Language, { sentence, values }: Kept, { kind }: Pick<Actor, "kind">): string {
  if (!Object.hasOwn(sentences, sentence)) throw new Error(`no sentence is called ${sentence}`);
  const text: string = sentences[sentence as Sentence][language];
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name] ?? place;
    if (name === "checks") return value.replaceAll(/[^,]+(?=,|$)/g, (check) => titleOf(check, language));
    const isOwn =
      name === "why" || value === withoutRobot || (name === "who" && kind === "system") || (name === "reason" && value === "closing");
    return isOwn && Object.hasOwn(ownWords, value) ? (ownWords[value]?.[language] ?? value) : value;
  });
}

const titleOf = (check: string, language: Language): string => {
  const name = check.trim();
  return check.replace(name, (Object.hasOwn(checkTitles, name) ? checkTitles[name]?.[language] : undefined) ?? name);
};

/** For tests. */
export const catalogue = { sentences, ownWords, checkTitles };
