import { plural, t } from "@lingui/core/macro";

import { type RawRun, type Retention, rawTimes } from "#src/api/retention.ts";
import { formatDateTime } from "#src/lib/time.ts";

/** Heartbeats come about every second: a keeping that began later than this missed some. */
const noticeable = 5_000;

/** Until when the raw data of a run is there, when it went, and what was never kept. `now` is server time, epoch ms. */
export function rawDataInWords(run: RawRun, retention: Retention, now: number): string {
  const { singlesGoAt, minutesGoAt } = rawTimes(run, retention);
  const { samplesKeptFrom } = run;
  const { chartHours, keptDays } = retention;
  const isMissed = samplesKeptFrom !== undefined && samplesKeptFrom - run.startedAt > noticeable;
  if (singlesGoAt === null || minutesGoAt === null) {
    const means = plural(chartHours, {
      one: "Means of minutes stay # hour after it ends.",
      other: "Means of minutes stay # hours after it ends.",
    });
    if (run.samplesGoAt !== undefined) return sentences(noLongerInWords(run.samplesGoAt), means);
    if (samplesKeptFrom === undefined) return sentences(t`Each single heartbeat of this run goes after 15 minutes.`, means);
    const kept = plural(keptDays, {
      one: "Its single heartbeats are kept, until # day after it ends.",
      other: "Its single heartbeats are kept, until # days after it ends.",
    });
    return sentences(kept, isMissed && missedInWords(samplesKeptFrom), means);
  }
  const minutes = minutesInWords(minutesGoAt, now);
  if (now >= singlesGoAt) return sentences(goneInWords(singlesGoAt), minutes, t`The signed receipt stays.`);
  return sentences(untilInWords(run, singlesGoAt), isMissed && missedInWords(samplesKeptFrom), minutes);
}

const sentences = (...all: (string | false)[]) => all.filter((sentence) => sentence !== false).join(" ");

function noLongerInWords(at: number): string {
  const time = formatDateTime(at);
  return t`Its single heartbeats are kept no longer: raw data until ${time}.`;
}

function missedInWords(keptFrom: number): string {
  const time = formatDateTime(keptFrom);
  return t`Those before ${time} were gone already.`;
}

function minutesInWords(goAt: number, now: number): string {
  const time = formatDateTime(goAt);
  return now < goAt ? t`Means of minutes until ${time}.` : t`Means of minutes went ${time}.`;
}

function goneInWords(at: number): string {
  const time = formatDateTime(at);
  return t`The single heartbeats of this run went ${time}.`;
}

function untilInWords({ samplesKeptFrom, samplesGoAt }: RawRun, at: number): string {
  const time = formatDateTime(at);
  if (samplesKeptFrom !== undefined) return t`Raw data until ${time} (single heartbeats, kept).`;
  return samplesGoAt === undefined
    ? t`Raw data until ${time} (single heartbeats, the earliest go first).`
    : t`Raw data until ${time} (single heartbeats, kept no longer).`;
}
