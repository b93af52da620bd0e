import type { Incident } from '#core/incident/state';
import type { Entry } from '#core/message/entry';
import type { Line } from '#core/message/line';
import type { OnCallPeople } from '#core/on-call';
import type { Pack } from '#core/playbook/pack';
import type { FactInput } from '../fact-value.ts';
import type { Some, Space } from './space.ts';

/** All that a page is made of: the incident as it is stored, whose page it is, and today's people. */
export interface Given {
  incident: Incident;
  /** Number of the state that is shown: a form sends it back, so that a press counts once. */
  version: number;
  person: string;
  pack: Pack;
  people: OnCallPeople;
  catchAll: string;
  /** How people call a channel, by its word in people.yaml. */
  channels: Readonly<Record<string, string>>;
  now: Date;
  /** How much of it the page has room for. */
  space: Space;
  entries: readonly Entry[];
  lines: readonly Line[];
  /** Words of the person's last page: why they were called. */
  called?: { target: string; why: string; because: string } | undefined;
  /** Which act has just been carried out, or came too late. */
  flash?: { done: boolean; act: string } | undefined;
}

/** An instant as the page shows it. */
export interface Shown {
  iso: string;
  /** `14:02`, with its date where that is not today's. */
  text: string;
}
/** Whom a rule pages, and when it does so by itself. */
export interface Next {
  names: string[];
  due?: Shown;
  rule?: string;
}
/** Who has it. */
export type Standing =
  /** `besides`: who has acknowledged already, where each of a list must. */
  | { is: 'open'; declined?: Shown; besides?: string }
  | { is: 'mine'; at: Shown; roles: string[] }
  | { is: 'theirs'; at: Shown; name: string; by: string }
  | { is: 'over'; word: string; at: Shown; because: string };

/** What the page of one person says of one incident, in words and times: no markup. */
export interface ResponseView {
  id: string;
  version: number;
  you: string;
  now: Shown;
  stamp: string;
  zone: string;
  severity: { id: string; name: string; because: string };
  title: string;
  since: Shown;
  minutes: string;
  standing: Standing;
  why: { title: string; why: string; because: string } | undefined;
  /** Titles of the roles that an acknowledgement by this person brings. */
  brings: string[];
  next: Next | undefined;
  /** Who is paged at once when this person gives it up. */
  handedTo: Next;
  paged: Some<Paged>;
  last: { at: Shown; words: string } | undefined;
  readings: Some<{ title: string; value: string; known: boolean; text: string | undefined }>;
  readAt: Shown | undefined;
  question:
    | { id: string; text: string; options: Some<{ id: string; title: string }>; mine: boolean; waitsFor: string }
    | undefined;
  /** `done` of `all`, of which not each may be shown. */
  checklist: Some<{ id: string; text: string; done: boolean; prepared: string | undefined }> & {
    done: number;
    all: number;
  };
  /** What this person is asked to find out, by when, and what else can be stated. */
  facts: { asked: Some<FactAsked>; due: Shown | undefined; others: Some<FactAsked> };
  escalate: Some<{ value: string; label: string }>;
  bridge: string | undefined;
  flash: Given['flash'];
}

/** A fact as a form asks for it, with what is known of it. */
export interface FactAsked {
  name: string;
  title: string;
  input: FactInput;
  /** Of a choice: how many have no room. */
  moreOptions: number;
  now: string | undefined;
}

/** What became of the pages of one person. */
export interface Paged {
  name: string;
  you: boolean;
  /** What they were called as. */
  as: string;
  /** Where they stand now, in words, and whether that is good news, bad, or neither. */
  stands: { words: string; tone: 'good' | 'bad' | 'soft'; at?: Shown };
  /** The last sendings, and what their provider told of each later. */
  attempts: Some<{
    tool: string;
    outcome: 'accepted' | 'refused';
    at: Shown;
    told: { words: string; at: Shown; bad: boolean }[];
  }>;
}
