/** How long the senders wait for AWS. */

/** Limits of a request that is made once: for what must not be sent twice behind our back. */
export const once = () => ({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, socketTimeout: 5000, throwOnRequestTimeout: true },
});

/** Limits of a request that may be made again: for tables, whose writes are conditional. */
export const again = () => ({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1500, socketTimeout: 1500, throwOnRequestTimeout: true },
});
