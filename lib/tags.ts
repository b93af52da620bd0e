/** The tags by which the command line finds what belongs to a deployment; names are made up by the deployment. No CDK here: the command line reads this too. */
export const tags = {
  /** The deployment: which `IncidentResponse` of the account it is. On its queues, and on the user pool that it makes. */
  deployment: 'tocsin:deployment',
  /** A queue of work, by its name: page, send, effects, signals. */
  queue: 'tocsin:queue',
  /** Dead letters, by the name of the queue that they come from; `machinery` comes from none. */
  deadLetters: 'tocsin:dead-letters',
} as const;
