import { declinedKey, lapsed, unacknowledged } from '../acknowledgement.ts';
import type { Incident } from '../state.ts';
import { clocked, type Evolution } from './apply.ts';

type Lists = Incident['each'];
const eachList = (lists: Lists, change: (list: NonNullable<Lists>[string]) => string[]): Lists =>
  lists && Object.fromEntries(Object.entries(lists).map(([target, list]) => [target, { ...list, by: change(list) }]));

/** The incident with a person's acknowledgement on each list that they belong to. */
const withAcknowledgement = (s: Incident, person: string): Incident => {
  if (s.each === undefined) return s;
  const add = ({ people, by }: { people: string[]; by: string[] }) =>
    people.includes(person) && !by.includes(person) ? [...by, person] : by;
  return { ...s, each: eachList(s.each, add) };
};
const withoutOne = (s: Incident, person: string): Incident =>
  s.each === undefined ? s : { ...s, each: eachList(s.each, ({ by }) => by.filter((one) => one !== person)) };
/** Where no acknowledgement stands any more, each of a list is asked anew: else nobody might be paged. */
const anew = ({ each }: Incident): Lists => eachList(each, () => []);

/** Who has taken it, who cannot, and who has handed it back. */
export const acknowledgement = {
  Acknowledged: (s, { at, by, roles, way, targets }) =>
    clocked(
      {
        ...withAcknowledgement(s, by),
        acknowledged: {
          at,
          by,
          ...(way === undefined ? {} : { way }),
          ...(roles === undefined ? {} : { roles }),
          ...(targets === undefined ? {} : { targets }),
        },
      },
      { progressAt: at },
    ),
  AlsoAcknowledged: (s, { at, by, targets = [] }) => {
    const { acknowledged } = s;
    const all = [...new Set([...(acknowledged?.targets ?? []), ...targets])];
    return clocked(
      {
        ...withAcknowledgement(s, by),
        ...(acknowledged === undefined || all.length === 0 ? {} : { acknowledged: { ...acknowledged, targets: all } }),
      },
      { progressAt: at },
    );
  },
  // who has acknowledged before the list was asked has done so as one of it
  EachAsked: (s, { target, people }) => {
    const known = new Set([s.acknowledged?.by, ...Object.values(s.each ?? {}).flatMap(({ by }) => by)]);
    return { ...s, each: { ...s.each, [target]: { people, by: people.filter((person) => known.has(person)) } } };
  },
  Declined: (s, e) => ({ ...s, done: { ...s.done, [declinedKey(e.by)]: e.at } }),
  Released: (s, e) => {
    if (s.life !== 'open') return s;
    const after = s.acknowledged?.by === e.by ? { ...unacknowledged(s, e.at), each: anew(s) } : withoutOne(s, e.by);
    return { ...after, done: { ...s.done, [declinedKey(e.by)]: e.at } };
  },
  AcknowledgementLapsed: (s, e) => (s.life === 'open' ? { ...lapsed(s, e.at), each: anew(s) } : s),
  // as if it had never been given: the time counts
  AcknowledgementTakenBack: (s, e) => {
    if (s.acknowledged?.by !== e.by) return withoutOne(s, e.by);
    const after = { ...s, acknowledged: undefined, each: anew(s) };
    return s.life === 'open' ? clocked(after, { released: (s.clocks.released ?? 0) + 1 }) : after;
  },
} satisfies Partial<Evolution>;
