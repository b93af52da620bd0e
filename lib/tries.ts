/** How often each queue delivers a message before it goes to the queue's dead letters. */
export const tries = { signals: 5, page: 10, send: 8, effects: 10 } as const;
