/** What the server says in English (the message of an error, a check or an event), in the language of this page. */
export function serverWords(text: string): string {
  return text;
}
