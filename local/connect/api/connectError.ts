/** Errors of Amazon Connect's API, under their real names. */

/** HTTP status by the name of the error. */
const STATUS = {
  AccessDeniedException: 403,
  ContactNotFoundException: 410,
  InvalidParameterException: 400,
  InvalidRequestException: 400,
  LimitExceededException: 429,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
} as const;

/** A request that is refused. */
export class ConnectError extends Error {
  override readonly name: keyof typeof STATUS;

  constructor(name: keyof typeof STATUS, message: string) {
    super(message);
    this.name = name;
  }

  get status(): number {
    return STATUS[this.name];
  }
}

/** A parameter is not as Connect wants it. */
export function invalidParameter(message: string): ConnectError {
  return new ConnectError("InvalidParameterException", message);
}
