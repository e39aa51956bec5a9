/** Errors of the DynamoDB API, with the shape the AWS SDK turns into its exception classes. */

const NAMESPACE = "com.amazonaws.dynamodb.v20120810#";

/** What a DynamoDB request fails with. */
export class DynamoDbError extends Error {
  /**
   * @param code Exception name, e.g. `ConditionalCheckFailedException`.
   * @param status HTTP status: 400 for what the caller did, 500 for what the service did.
   * @param details Further members of the answer, e.g. `CancellationReasons` or `Item`.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }

  /** The answer's body. */
  toJSON(): Record<string, unknown> {
    return { __type: `${NAMESPACE}${this.code}`, message: this.message, Message: this.message, ...this.details };
  }
}

/** The error for a request that is wrong in itself. */
export function validationError(message: string): DynamoDbError {
  return new DynamoDbError("ValidationException", message);
}
