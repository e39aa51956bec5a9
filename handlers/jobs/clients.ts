/** How the scheduled jobs wait for AWS: nobody waits for them, so they are patient, and every request may be made again. */

/** Limits of a request that does no harm when it is made twice. */
export const patient = () => ({
  maxAttempts: 5,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: 10_000,
    socketTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
});
