/**
 * Whether `text` holds every word of `query`; a word after "!" must be absent. Upper and lower case are the same.
 * An empty query matches everything.
 */
export function matchesText(text: string, query: string): boolean {
  const haystack = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "!")
    .every((word) => (word.startsWith("!") ? !haystack.includes(word.slice(1)) : haystack.includes(word)));
}
