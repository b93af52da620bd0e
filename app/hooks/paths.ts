/** Where providers call: signed, and not signed in. The second has the secret for its last segment, for providers that sign nothing. */
export const hookPaths = ['/v1/hooks/{channel}', '/v1/hooks/{channel}/{key}'] as const;
