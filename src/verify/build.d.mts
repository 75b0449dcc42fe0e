/** The whole page of `verify.html`. */
export function buildVerifyPage(): Promise<string>;
