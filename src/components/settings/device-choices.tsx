import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { type AlarmChoice, keepAlarm, soundAlarm, storedAlarm } from "#src/lib/alarm.ts";
import { applyContrast, type Contrast, storedContrast } from "#src/lib/contrast.ts";

const contrasts = [
  { value: "usual", label: t`Usual contrast` },
  { value: "high", label: t`High, for sunlight` },
] as const;

const alarms = [
  { value: "loud", label: t`Sound and vibration` },
  { value: "silent", label: t`Silent` },
] as const;

/** What this device does beside an arm: contrast for sunlight, and the alarm of a stop that is not confirmed. */
export function DeviceChoices() {
  const [contrast, setContrast] = useState<Contrast>(storedContrast);
  const [alarm, setAlarm] = useState<AlarmChoice>(storedAlarm);
  return (
    <>
      <div className="grid justify-items-start gap-1.5">
        <p aria-hidden className="font-medium">{t`Contrast`}</p>
        <Segmented
          label={t`Contrast`}
          value={contrast}
          options={contrasts}
          onChange={(next) => {
            applyContrast(next);
            setContrast(next);
          }}
        />
      </div>
      <div className="grid gap-1.5">
        <p aria-hidden className="font-medium">{t`When a software stop is not confirmed`}</p>
        <div className="flex flex-wrap items-center gap-2">
          <Segmented
            label={t`When a software stop is not confirmed`}
            value={alarm}
            options={alarms}
            onChange={(next) => {
              keepAlarm(next);
              setAlarm(next);
            }}
          />
          <Button size="small" disabledReason={alarm === "silent" ? t`This device is set to be silent.` : undefined} onClick={soundAlarm}>
            {t`Try it`}
          </Button>
        </div>
        <p className="text-caption text-muted">{t`Where the browser allows it; a muted phone stays quiet. Never rely on it.`}</p>
      </div>
    </>
  );
}
