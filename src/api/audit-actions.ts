const written: Record<string, string> = { apiKey: "API key", signInProvider: "sign-in provider" };

const wordsOf = (name: string) =>
  written[name] ??
  name.replaceAll("_", " ").replaceAll(/([a-z])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`);

/** "member.setRole" as the English phrase "Member: set role". */
export function actionPhrase(action: string): string {
  const words = action.split(".").map(wordsOf).join(": ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "robotSchema" as the English phrase "only this robot schema". */
export const onlyThisPhrase = (kind: string): string => `only this ${wordsOf(kind)}`;
