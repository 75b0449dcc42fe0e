import { t } from "@lingui/core/macro";

import { useWriteIn } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { Select } from "#src/components/ui/field.tsx";
import { browserLanguage, storedLanguage, storeLanguage } from "#src/i18n/language.ts";
import { isLanguage, languages } from "#src/i18n/languages.ts";

/** The language of the console on this device, and of what is written to the person. Each is named in its own words: who cannot read this page still finds theirs. */
export function LanguageChoice() {
  const writeIn = useWriteIn();
  const isConnected = useIsConnected();
  const browsers = languages[browserLanguage()].name;
  return (
    <Select
      label={t`Language`}
      hint={t`For this console, kept on this device, and for e-mails to you. Choosing one loads this page again.`}
      className="max-w-md"
      defaultValue={storedLanguage() ?? ""}
      onChange={({ target: { value } }) => {
        const chosen = isLanguage(value) ? value : null;
        storeLanguage(chosen);
        const speak = () => location.reload();
        if (isConnected) writeIn.mutate({ language: chosen ?? browserLanguage() }, { onSettled: speak });
        else speak();
      }}
    >
      <option value="">{t`As this browser (${browsers})`}</option>
      {Object.entries(languages).map(([tag, { name }]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </Select>
  );
}
