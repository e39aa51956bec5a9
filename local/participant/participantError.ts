/** Errors of the Participant Service, under their real names. */

/** HTTP status by the name of the error. */
const STATUS = {
  AccessDeniedException: 403,
  ConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ValidationException: 400,
} as const;

/** A request that is refused. */
export class ParticipantError extends Error {
  override readonly name: keyof typeof STATUS;

  constructor(name: keyof typeof STATUS, message: string) {
    super(message);
    this.name = name;
  }

  get status(): number {
    return STATUS[this.name];
  }
}

/** A token that is none, of somebody else, or of a chat that is over. */
export function accessDenied(): ParticipantError {
  return new ParticipantError("AccessDeniedException", "Access denied");
}

/** Something in the request is not as the service wants it. */
export function invalid(message: string): ParticipantError {
  return new ParticipantError("ValidationException", message);
}
