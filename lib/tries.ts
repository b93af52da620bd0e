/** How often each queue delivers a message before it goes to the queue's dead letters: at least ten minutes, for as long may its function be throttled. */
export const tries = { signals: 20, page: 10, send: 10, effects: 20 } as const;

/**
 * Seconds after which a message that was not worked off shows again. A little longer than its function may run, and than a claim of it holds:
 * a message that came back to a claim of the dead would be taken for done. AWS advises six times the function's time, so that throttling
 * costs no deliveries; then every failed alarm and page would wait for minutes, so there are more deliveries instead
 * (docs/decisions/0028-times-that-outlive-each-other.md).
 */
export const showsAgainAfter = { signals: 35, page: 70, send: 70, effects: 35 } as const;
