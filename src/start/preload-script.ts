/** The address of a page as a pattern, its files, and the files of its words in each other language; all by their place in a list. */
type Row = readonly [string, readonly number[], Readonly<Record<string, readonly number[]>>];

/**
 * Runs inline in index.html, before anything else: asks for the files of this address and of this person's language. `files` are paths,
 * `table` has the files of each page by a pattern of its address, `catalogues` the file of each language, null for the one in the code.
 * The build writes its source into the page, so it may use nothing from outside itself.
 */
export function preload(files: readonly string[], table: readonly Row[], catalogues: readonly (readonly [string, string | null])[]): void {
  const path = location.pathname.replace(/(.)\/$/, "$1");
  const page = table.find(([pattern]) => new RegExp(`^${pattern}$`).test(path));
  const ask = (file: string | undefined) => {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = `/${file}`;
    document.head.append(link);
  };
  // Before the storage is looked into, for which the browser may stop the page.
  for (const index of page?.[1] ?? []) ask(files[index]);
  let stored: string | null = null;
  try {
    // The key is that of src/i18n/language.ts.
    stored = localStorage.getItem("reflex-language");
  } catch {}
  const known = (tag: string | null) => catalogues.find(([language]) => language === tag?.slice(0, 2).toLowerCase());
  const [language, catalogue] = known(stored) ?? navigator.languages.map(known).find((each) => each !== undefined) ?? ["en", null];
  document.documentElement.lang = language;
  if (catalogue !== null) ask(catalogue);
  for (const index of page?.[2][language] ?? []) ask(files[index]);
}
