/** A person as a provider knows them. */
export interface Who {
  /** The provider's own id of them. */
  id?: string | undefined;
  email?: string | undefined;
  name: string;
}

/** A receipt that is said to be acknowledged, by somebody whom nobody can vouch for: it is read at the provider before it counts. */
export interface Claim {
  receipt: string;
}

/** One thing that a provider says has happened to an alert of ours, and that is believed. */
export interface Heard {
  /** The provider's id of what happened, the same for every delivery of it: it is done once. */
  id: string;
  /** When it happened there, as an ISO instant: older news never wins. */
  at: string;
  /** The key under which we sent it. */
  key: string;
  who: Who;
  says:
    | { did: 'acknowledged' }
    | { did: 'resolved' }
    /** The provider rings somebody else from now on. */
    | { did: 'reassigned'; to: Who[] }
    /** Words for the timeline, which change nothing. */
    | { did: 'noted'; text: string };
}
