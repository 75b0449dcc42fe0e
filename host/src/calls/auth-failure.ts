/** A token that was refused; its text is safe to show. */
export class AuthFailure extends Error {
  override readonly name = "AuthFailure";
  readonly code: "InvalidAuthHeader" | "NoAuthProvider" | "BadAdminKey";

  constructor(code: AuthFailure["code"], message: string) {
    super(message);
    this.code = code;
  }
}
