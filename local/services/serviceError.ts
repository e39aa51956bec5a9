/** What a request to a local service fails with, before it is written in the protocol of its caller. */
export class ServiceError extends Error {
  /**
   * @param code Name of the exception as the AWS SDK knows it, e.g. `QueueDoesNotExist`.
   * @param status HTTP status: 400 to 499 for what the caller did, 500 and above for what the service did.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}
