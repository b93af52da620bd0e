import { dutiesAt } from '#app/api/duty';
import { updateFaults, updateForms } from '#app/api/update-forms';
import { invitationOf } from '#app/invitation';
import { personOf } from '#app/sign-in/person';
import { dueOf } from '#core/digest/digest';
import { capacityOf } from '#core/incident/id-pattern';
import { itemsOf, meetingOf } from '#core/incident/meeting';
import type { Incident } from '#core/incident/state';
import type { Turn } from '#core/incident/turn';
import { remindersOf } from '#core/item/reminders';
import { itemTimePassed } from '#core/item/time-passed';
import type { Pack, People } from '#core/playbook/pack';
import { addressOf, type Vocabulary } from '#core/playbook/vocabulary';
import { periodOf, trendsOf } from '#core/readiness/period';
import { readinessDue } from '#core/readiness/readiness';
import { ruleFile } from '#plugins/sources/alertmanager/rule-file';
import type { Frame } from '#web/board/frame';
import { playbookPage } from '#web/board/playbook/page';
import { handbookOf } from '#web/handbook/handbook';
import { markdownOf } from '#web/handbook/markdown';
import { play } from '../../core/random-playbooks/play.ts';

export interface Valid {
  pack: Pack;
  people: People;
  /** What `validate` says of it. */
  notes: readonly string[];
}

/** Where a playbook shows, from what is cheap to look at to what is dear; last, what only the words of a form or of the handbook show. */
export type Surface = 'page' | 'finding' | 'duties' | 'calendar' | 'trace' | 'form' | 'handbook';

/** What happens to an incident under a playbook; each turn is handed on. */
export type Lived = (book: Valid, vocabulary: Vocabulary, onTurn: (turn: Turn) => void) => void;
export const randomly =
  (seed: number): Lived =>
  ({ pack, people }, vocabulary, onTurn) =>
    void play(seed, pack, people, vocabulary, onTurn);

const start = Date.parse('2026-03-11T14:02:00Z');
const hour = 3_600_000;
const frame: Frame = {
  root: '',
  home: '',
  now: new Date(start),
  zone: 'UTC',
  team: 'team',
  who: { person: 'p0', name: 'p0', role: 'commander', mayRespond: true, mayCommand: true },
  csrf: '',
  once: () => '',
};

/** What people can see of a playbook, or what it makes happen, each as a text to compare. */
export function* observed(lived: Lived, book: Valid, vocabulary: Vocabulary): Generator<[Surface, string]> {
  const { pack, people, notes } = book;
  const page = playbookPage(frame, { pack, people, now: new Date(start) });
  // a page waits for nothing
  if (page instanceof Promise) throw new Error('the page of the playbook is not whole at once');
  yield ['page', page.toString()];
  yield ['finding', JSON.stringify(notes)];
  yield ['duties', JSON.stringify(dutiesIn(people, vocabulary))];
  const lives: Incident[] = [];
  const turns: unknown[] = [];
  let last: Turn | undefined;
  lived(book, vocabulary, (turn) => {
    turns.push(turn.events, turn.outbox);
    lives.push(turn.state);
    last = turn;
  });
  const resolved = lives.filter((one) => one.life !== 'open');
  yield [
    'calendar',
    JSON.stringify([
      byTheCalendar(pack, people),
      resolved.map((one) => invitationOf(one, pack, new Date(start)) ?? ''),
      figures(lives, pack),
      last?.state.life,
      last === undefined ? [] : toldOfItems(last, pack),
    ]),
  ];
  yield ['trace', JSON.stringify(turns)];
  yield ['form', JSON.stringify(asked(pack))];
  yield ['handbook', markdownOf(handbookOf({ pack, people }))];
}

/** Who hears, in a year, of the items that the review starts with. */
function toldOfItems({ state: incident, context }: Turn, { playbook }: Pack): unknown {
  return itemsOf('INC-1', playbook, new Date(start).toISOString()).map((item) =>
    itemTimePassed(item, undefined, { incident, context }, new Date(start + 365 * 24 * hour)),
  );
}

/** What is asked of who writes an update, and what is found wrong with one that says nothing. */
function asked({ playbook: { updates } }: Pack): unknown {
  return [
    updateForms(updates),
    updates.map(({ id }) => ['update', 'final'].map((what) => updateFaults({ audience: id, what }, updates))),
  ];
}

/** Whom targets mean at many instants, where each person is reached, and whom a token means. */
function dutiesIn(people: People, { channels }: Vocabulary): unknown {
  const instants = Array.from({ length: 40 }, (_, n) => new Date(start + n * 83 * hour));
  return [
    instants.map((at) => dutiesAt(people, at)),
    Object.values(people.people).map((person) => [
      person.name,
      person.channels.map((tool) => channels.filter((one) => one.tool === tool).map((one) => addressOf(one, person))),
      channels.map((one) => addressOf(one, person)),
      channels.map((one) =>
        one.person === 'none' || one.person.user === undefined ? undefined : person[one.person.user.field],
      ),
    ]),
    ['login-0', 'login-1', 'login-2', 'login-3', 'login-4'].map((sub) => personOf(people, { sub })),
    Object.values(people.targets).map((target) => channels.map((one) => addressOf(one, target))),
  ];
}

/** What belongs to no incident: drills, digests, reminders of items, ids, alerts to be made. */
function byTheCalendar({ playbook }: Pack, people: People): unknown {
  const at = new Date(start).toISOString();
  const items = itemsOf('INC-1', playbook, at);
  return [
    playbook.readiness.map(({ id, text, do: does }) => [readinessDue({ id, since: at }, playbook, people), text, does]),
    Object.keys(playbook.digests).map((name) => [
      dueOf({ name, person: 'p0', target: 'lead', incidents: ['INC-1'], more: 0, since: at }, playbook),
      playbook.digests[name]?.template,
    ]),
    items,
    items.map((item) => remindersOf(item, playbook, undefined)),
    playbook.severities.map(({ id }) => meetingOf(playbook, id, at)),
    capacityOf(playbook.incidentId),
    ruleFile(playbook),
  ];
}

/** The figures of a period, and where they go against one of half the incidents. */
function figures(lives: readonly Incident[], { playbook }: Pack): unknown {
  const some = lives
    .filter((_, n) => n % 10 === 0)
    .map((one, n) => ({ ...one, facts: { users: n, lost: true, impact: 'low', where: 'x', ...one.facts } }));
  const [now, before] = [periodOf(some, playbook), periodOf(some.slice(0, Math.ceil(some.length * 0.8)), playbook)];
  return [now, trendsOf(now, before, playbook.metrics)];
}
