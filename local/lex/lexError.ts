/** Errors of the Lex runtime API, with the shape the AWS SDK turns into its exception classes. */

const STATUS = {
  AccessDeniedException: 403,
  ConflictException: 409,
  DependencyFailedException: 424,
  InternalServerException: 500,
  ResourceNotFoundException: 404,
  ThrottlingException: 429,
  ValidationException: 400,
} as const;

/** What a request to Lex can fail with. */
export type LexErrorCode = keyof typeof STATUS;

/** What a request to Lex fails with. */
export class LexError extends Error {
  constructor(
    readonly code: LexErrorCode,
    message: string,
    /** Milliseconds the caller waited for nothing, virtual; what ran into a time limit took that long. */
    readonly durationMs = 0,
  ) {
    super(message);
    this.name = code;
  }

  /** HTTP status. */
  get status(): number {
    return STATUS[this.code];
  }
}
