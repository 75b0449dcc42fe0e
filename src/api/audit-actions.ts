/** "member.setRole" as the English phrase "Member: set role". */
export function actionPhrase(action: string): string {
  const words = action.replaceAll(/([a-z])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(".", ": ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
