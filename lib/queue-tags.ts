/** The tags by which `tocsin redrive` finds the queues of a deployment; their names are made up by the deployment. No CDK here: the command line reads this too. */
export const queueTags = {
  /** The deployment: which `IncidentResponse` of the account it is. */
  deployment: 'tocsin:deployment',
  /** A queue of work, by its name: page, send, effects, signals. */
  queue: 'tocsin:queue',
  /** Dead letters, by the name of the queue that they come from; `machinery` comes from none. */
  deadLetters: 'tocsin:dead-letters',
} as const;
