/** What the account itself says; left out is what could not be asked. */
export interface AccountFacts {
  /** Functions that may run at once, and those of them that are reserved for none. */
  concurrency?: { limit: number; unreserved: number };
  /** Whether SES sends to anybody: else it is in the sandbox. */
  mailProduction?: boolean;
}
