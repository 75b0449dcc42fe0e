import { t } from "@lingui/core/macro";

import { Button } from "#src/components/ui/button.tsx";

import { chooseSystemNotices, type SystemNotices, useSystemNotices } from "./system-notices.ts";

const words: Record<SystemNotices, string> = {
  on: t`While this page is open but not looked at, notices are shown by the system of this device.`,
  off: t`Notices can be shown by the system of this device while this page is open but not looked at. The browser asks once whether it may.`,
  blocked: t`This browser was told not to show notifications of this site. Allow them in its site settings first.`,
  unsupported: t`This browser shows no notifications. They stand on the bell and before the title of the tab.`,
};

/** Notices by the system: asked for by a press, never by itself. */
export function ThisDevice() {
  const system = useSystemNotices();
  return (
    <section aria-label={t`This device`} className="grid justify-items-start gap-3">
      <h2 className="text-heading">{t`This device`}</h2>
      <p className="text-muted">{words[system]}</p>
      {system === "on" ? <Button onClick={() => void chooseSystemNotices(false)}>{t`Show none by the system`}</Button> : null}
      {system === "off" ? <Button onClick={() => void chooseSystemNotices(true)}>{t`Show them by the system`}</Button> : null}
    </section>
  );
}
