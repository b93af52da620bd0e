import type { Impact } from '#core/incident/outbox';
import type { Place, PublicStatus } from '#core/playbook/communication';

/** What every message carries. */
interface Carried {
  /** Names the sending; the same over repeats. */
  key: string;
  incidentId: string;
  /** Which life of the incident it belongs to: re-opening begins another. */
  cycle: number;
  severity: string;
  subject: string;
  text: string;
  /** May an earlier attempt have arrived? Then the text says so. */
  mayBeRepeat: boolean;
  /** What a person can do from the message: buttons, links. */
  actions: MessageAction[];
}
export interface MessageAction {
  id: string;
  title: string;
  value: string;
  url?: string;
  /** The address acts when it is posted to, as `by=<channel>`; without it the address is only opened. */
  posts?: boolean;
}

/** A room to be opened for an incident; `people` are addresses of the channel that opens it. */
export interface RoomToOpen {
  name: string;
  private: boolean;
  people: string[];
  purpose: string;
}
/** `sms` says the same within an SMS, for channels that have no room for more. */
export type Page = Carried & {
  kind: 'page';
  sms?: string;
  /** It only arrives: another page of this person rings already, or they have asked for it themselves. */
  quietly?: boolean;
  /** A test of the person's own, of no incident: where a page rings on, this one soon stops. */
  test?: boolean;
};
export type Notice = Carried & {
  kind: 'notice';
  public: { status?: PublicStatus; impact: Impact; components?: readonly string[] };
  /** The services of the playbook that the incident is about. */
  services: readonly string[];
  /** The incident is resolved or ended as of this notice. */
  over: boolean;
  /** Greater in each later message of the incident to one place; left out where a message belongs to no incident. */
  seq?: number;
};
export type RoomOpening = Carried & { kind: 'room'; room: RoomToOpen };
/** A calendar entry by mail; `from` is the organiser. */
export type Invitation = Carried & { kind: 'invitation'; ics: string; from: string };
/** An alert that a page made follows its incident; `key` is the page's. Only channels with a lifecycle are given one. */
export type AlertChange = Carried & { kind: 'alert'; change: 'acknowledge' | 'resolve' };
/** What a channel is given to send. */
export type Outgoing = Page | Notice | RoomOpening | Invitation | AlertChange;

/** To whom: an entry of `places`, or addresses of the channel; `via` is a place of the same channel, whose credentials serve. */
export type Recipient = { place: Place } | { addresses: string[]; via?: Place };

/** What earlier messages to the same receiver left for later ones: a thread, a status-page incident. */
export type Refs = Readonly<Record<string, string>>;

export interface Receipt {
  /** The provider's id of what was accepted. */
  providerId: string;
  /** What later messages to the same receiver need to know. */
  ref?: Refs;
  /** What the provider made of it, as the timeline says it: a ticket's key and address. */
  shown?: string;
  /** Under which the provider says that the person has acknowledged it there. */
  acknowledgedBy?: string;
}
