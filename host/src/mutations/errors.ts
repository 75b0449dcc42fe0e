/** The mutation was not run at all: it may be sent again. */
export class NotRun extends Error {
  override readonly name = "NotRun";
}

/** The disk took no change. Its message is for whoever sent it. */
export class NotWritten extends Error {
  override readonly name = "NotWritten";
}
