/** What speaks against a promote, and what to do about it. */
export type Condition = { code: string; message: string; fix: string };

export const unmet = (code: string, message: string, fix: string): Condition => ({ code, message, fix });
