/** A failure whose message is meant for the author of a server function. `code` is stable. */
export class EngineError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "EngineError";
    this.code = code;
  }
}

/** Another mutation wrote what this one had read. Run the function again. */
export class ConflictError extends EngineError {
  constructor() {
    super("OptimisticConcurrencyControlFailure", "Documents read by this mutation changed while it was running.");
    this.name = "ConflictError";
  }
}

/** A schema that cannot be applied to the data that is there. */
export class SchemaError extends EngineError {
  constructor(message: string) {
    super("SchemaValidationFailed", message);
    this.name = "SchemaError";
  }
}

/** A commit failed in a way that leaves open whether it reached the disk: only a restart, or the next successful commit, will decide. */
export class UnknownOutcome extends Error {
  override readonly name = "UnknownOutcome";
}
