import { language, storeLanguage } from "#src/i18n/language.ts";
import { isLanguage, languages } from "#src/i18n/languages.ts";

/** Before anybody is signed in: the console in another language, named in that language. */
export function LanguageLinks() {
  const others = Object.entries(languages).filter(([tag]) => tag !== language());
  return (
    <ul className="flex flex-wrap gap-x-4">
      {others.map(([tag, { name }]) => (
        <li key={tag}>
          <button
            type="button"
            lang={tag}
            className="min-h-control rounded-control text-muted underline underline-offset-4 hover:text-foreground"
            onClick={() => {
              if (isLanguage(tag)) storeLanguage(tag);
              location.reload();
            }}
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
