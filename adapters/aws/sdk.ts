/**
 * How every SDK client is made: endpoint and region from the environment, four tries, connections kept open.
 * Times are in milliseconds; a request without an answer is given up, because a lease or a person waits behind it.
 */
export const sdk = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
