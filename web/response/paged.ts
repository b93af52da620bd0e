import { lacks } from '#core/incident/each';
import { Receipted } from '#core/incident/notes';
import type { Entry } from '#core/message/entry';
import { cut } from '#core/message/plain-text';
import { saidOf } from '#core/message/receipt';
import { own } from '#core/own';
import { firstOf, type Some } from './space.ts';
import type { Given, Paged, Shown } from './types.ts';

type At = (iso: string) => Shown;
type Of<T extends string> = Extract<Entry, { type: T }>;

/** Who was paged in this cycle, in the order of their first page: the last of them where there is no room for all, and this person. */
export function pagedIn(given: Given, at: At, name: (id: string) => string): Some<Paged> {
  const { entries, people, person: you } = given;
  const events = entries.flatMap((e) => ('type' in e ? [e] : []));
  const cycle = events.slice(events.findLastIndex((e) => e.type === 'Reopened') + 1);
  const queued = cycle.filter((e) => e.type === 'PageQueued');
  const { shown, more } = youAmong([...new Set(queued.map((e) => e.person))], you, given.space.most);
  const paged = shown.map((person) => {
    const targets = [...new Set(queued.filter((e) => e.person === person).map((e) => e.target))];
    return {
      name: name(person),
      you: person === you,
      as: cut(
        targets.map((t) => own(people.targets, t)?.title ?? name(t)).join(', '),
        Math.min(200, given.space.longest),
      ),
      stands: standsOf(given, person, cycle, at),
      attempts: lastOf(attemptsOf(given, person, cycle, at), given.space.most),
    };
  });
  return { shown: paged, more };
}

function lastOf<T>(all: readonly T[], most: number): Some<T> {
  const { shown, more } = firstOf(all.toReversed(), most);
  return { shown: shown.toReversed(), more };
}

function youAmong(all: readonly string[], you: string, most: number): Some<string> {
  const { shown, more } = lastOf(all, most);
  return { shown: !all.includes(you) || shown.includes(you) ? shown : [you, ...shown.slice(1)], more };
}

function attemptsOf({ channels }: Given, person: string, cycle: readonly Entry[], at: At): Paged['attempts']['shown'] {
  const sent = cycle.filter(
    (e): e is Of<'PageAccepted'> | Of<'PageAttemptFailed'> =>
      'type' in e && (e.type === 'PageAccepted' || e.type === 'PageAttemptFailed') && e.person === person,
  );
  return sent.map((e) => ({
    tool: own(channels, e.channel) ?? e.channel,
    outcome: e.type === 'PageAccepted' ? 'accepted' : 'refused',
    at: at(e.at),
    told: e.type === 'PageAccepted' ? toldOf(e, cycle, at) : [],
  }));
}

/** What the provider told of a page that it had accepted, in the order in which it happened; what the carrier took says nothing once it has arrived. */
function toldOf(
  { channel, providerId }: Of<'PageAccepted'>,
  cycle: readonly Entry[],
  at: At,
): Paged['attempts']['shown'][number]['told'] {
  const told = receiptsOf(cycle, channel, providerId).toSorted(
    (a, b) => Date.parse(a.happenedAt) - Date.parse(b.happenedAt) || rank(a.state) - rank(b.state),
  );
  return told
    .filter((r) => r.state !== 'passed-on' || told.length === 1)
    .map(({ state, happenedAt }) => ({
      words: saidOf(state),
      at: at(happenedAt),
      bad: state === 'failed' || state === 'complained',
    }));
}

/** Providers count in seconds: what happened in the same one is shown in the order in which it can. */
const rank = (state: Receipted): number => Receipted.options.indexOf(state);

const receiptsOf = (cycle: readonly Entry[], channel: string, providerId: string): Of<'PageReceipt'>[] =>
  cycle.filter(
    (e): e is Of<'PageReceipt'> =>
      'type' in e && e.type === 'PageReceipt' && e.channel === channel && e.providerId === providerId,
  );

/** The last thing that is known of a person: what they said, else how their pages went. */
function standsOf({ incident: i }: Given, person: string, cycle: readonly Entry[], at: At): Paged['stands'] {
  const said = cycle.findLast(
    (
      e,
    ): e is
      | Of<'Acknowledged'>
      | Of<'AlsoAcknowledged'>
      | Of<'AcknowledgementLapsed'>
      | Of<'Declined'>
      | Of<'Released'>
      | Of<'AcknowledgementTakenBack'> =>
      'type' in e &&
      (e.type === 'AcknowledgementLapsed'
        ? e.of === person
        : (e.type === 'Acknowledged' ||
            e.type === 'AlsoAcknowledged' ||
            e.type === 'Declined' ||
            e.type === 'Released' ||
            e.type === 'AcknowledgementTakenBack') &&
          e.by === person),
  );
  switch (said?.type) {
    case 'Acknowledged':
    case 'AlsoAcknowledged':
      return { words: 'Acknowledged', tone: 'good', at: at(said.at) };
    case 'Declined':
      return { words: 'Cannot take it', tone: 'bad', at: at(said.at) };
    case 'AcknowledgementLapsed':
      return { words: 'Acknowledgement lapsed', tone: 'bad', at: at(said.at) };
    case 'Released':
      return { words: 'Handed back', tone: 'bad', at: at(said.at) };
    case 'AcknowledgementTakenBack':
    case undefined:
      break;
  }
  const given = cycle.findLast((e) => 'type' in e && e.type === 'PageGivenUp' && e.person === person);
  const wanted = i.life === 'open' && (i.acknowledged === undefined || lacks(i, person));
  const accepted = cycle.flatMap((e) => ('type' in e && e.type === 'PageAccepted' && e.person === person ? [e] : []));
  const lost = accepted.filter((e) => receiptsOf(cycle, e.channel, e.providerId).some((r) => r.state === 'failed'));
  if (accepted.length > 0 && lost.length === accepted.length) return { words: 'Not reached', tone: 'bad' };
  if (accepted.length > 0) return { words: 'No answer', tone: wanted ? 'bad' : 'soft' };
  if (given !== undefined) return { words: 'Not reached', tone: 'bad', at: at(given.at) };
  return i.acknowledged === undefined || lacks(i, person)
    ? { words: 'Being paged', tone: 'bad' }
    : { words: 'Not needed', tone: 'soft' };
}
