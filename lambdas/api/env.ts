/** What API Gateway hands over with a request: claims that it has verified. */
export type Env = { Bindings: { requestContext?: unknown } };
