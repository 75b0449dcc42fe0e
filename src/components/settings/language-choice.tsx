import { t } from "@lingui/core/macro";

import { Select } from "#src/components/ui/field.tsx";
import { browserLanguage, storedLanguage, storeLanguage } from "#src/i18n/language.ts";
import { isLanguage, languages } from "#src/i18n/languages.ts";

/** The language of the console on this device. Each is named in its own words: who cannot read this page still finds theirs. */
export function LanguageChoice() {
  const browsers = languages[browserLanguage()].name;
  return (
    <Select
      label={t`Language`}
      hint={t`Kept on this device. Choosing one loads this page again.`}
      className="max-w-md"
      defaultValue={storedLanguage() ?? ""}
      onChange={({ target: { value } }) => {
        storeLanguage(isLanguage(value) ? value : null);
        location.reload();
      }}
    >
      <option value="">{t`As this browser (${browsers})`}</option>
      {Object.entries(languages).map(([tag, { name }]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
    </Select>
  );
}
