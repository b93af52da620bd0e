import type { PageReason } from '../incident/outbox.ts';
import { own } from '../own.ts';
import type { People } from '../playbook/people.ts';
import { addressOf, type ChannelWords, type Vocabulary } from '../playbook/vocabulary.ts';

/** The word of `via` for every channel of push notifications. */
export const PUSH = 'push';

/** A channel of a person, and the address there. */
export interface Reached {
  channel: ChannelWords;
  address: string;
}
interface Given {
  people: Pick<People, 'people' | 'targets'>;
  vocabulary: Pick<Vocabulary, 'channels'>;
}
type Reason = Pick<PageReason, 'target' | 'via'>;

/** The words that `via` may have: the channels that reach people, and `push` where there is one of that kind. */
export function viaWords({ channels }: Pick<Vocabulary, 'channels'>): string[] {
  const personal = channels.filter(({ person }) => person !== 'none');
  return [...(personal.some((channel) => isMeant(channel, PUSH)) ? [PUSH] : []), ...personal.map(({ tool }) => tool)];
}

/** Whether a word of `via` means a channel. */
export const isMeant = ({ tool, person }: ChannelWords, word: string): boolean =>
  tool === word || (word === PUSH && person !== 'none' && person.push === true);

/** A person's channels in the order of people.yaml; the own address of a target that pages them (a duty phone) comes before the person's. */
function allOf({ people, vocabulary }: Given, id: string, reasons: readonly Reason[]): Reached[] {
  const person = own(people.people, id);
  const onDuty = reasons.flatMap(({ target }) => own(people.targets, target) ?? []);
  return (person?.channels ?? []).flatMap((tool) => {
    const channel = vocabulary.channels.find((known) => known.tool === tool);
    if (person === undefined || channel === undefined || channel.person === 'none') return [];
    const duty = channel.person.duty ? onDuty.map((target) => addressOf(channel, target)) : [];
    const address = duty.find((known) => known !== undefined) ?? addressOf(channel, person);
    return address === undefined ? [] : [{ channel, address }];
  });
}

/** Those of a person's channels that a reason names, in its order; all of them where it names none, and none where they have none of these. */
export function reachedVia(given: Given, person: string, reason: Reason): Reached[] {
  const all = allOf(given, person, [reason]);
  return reason.via === undefined ? all : chosen(all, reason.via);
}

const chosen = (all: readonly Reached[], via: readonly string[]): Reached[] => [
  ...new Set(via.flatMap((word) => all.filter(({ channel }) => isMeant(channel, word)))),
];

/** The channels by which a page goes to a person, in the order in which they are tried: for each reason those that it names, and all of the person's where it names none or none that they have. */
export function reached(given: Given, person: string, reasons: readonly Reason[]): Reached[] {
  const all = allOf(given, person, reasons);
  return [
    ...new Set(
      reasons.flatMap(({ via }) => {
        const some = via === undefined ? [] : chosen(all, via);
        return some.length === 0 ? all : some;
      }),
    ),
  ];
}
