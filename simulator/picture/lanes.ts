import type { Kind, Line } from '#core/message/line';
import { subjectOf } from '#core/message/subject';
import type { Folded } from '../report/fold.ts';
import type { Simulated } from '../simulate.ts';

/** What a mark says by its colour and form. */
export type Look = 'page' | 'answered' | 'message' | 'asked' | 'missed' | 'work' | 'quiet';
/** Something that happened once, at so many seconds after the opening. */
export interface Mark {
  at: number;
  look: Look;
  says: string;
}
/** Something that lasted, or came again and again. */
export interface Bar extends Mark {
  until: number;
  label?: string;
}
export interface Lane {
  title: string;
  note?: string;
  marks: Mark[];
  bars: Bar[];
}

/** Places with a lane of their own; what went to others shares one. */
const MOST_PLACES = 8;
/** People with a lane of their own. */
const MOST_PEOPLE = 24;

/** How each kind of line looks, on its lane and in the list. */
export const looks: Record<Kind, Look> = {
  opened: 'quiet',
  severity: 'quiet',
  page: 'page',
  escalation: 'page',
  message: 'message',
  'update-due': 'asked',
  acknowledged: 'answered',
  role: 'answered',
  decision: 'asked',
  status: 'work',
  mitigation: 'work',
  verification: 'work',
  recovered: 'answered',
  resolved: 'answered',
  reopened: 'missed',
  closed: 'answered',
  'deadline-missed': 'missed',
  review: 'quiet',
  'action-item': 'quiet',
  digest: 'message',
  signal: 'quiet',
  note: 'quiet',
  run: 'work',
};

/** The lanes of a picture, from the phases down to what was missed; each only where it has something to show. */
export function lanesOf(
  { people, timeline }: Simulated,
  folds: readonly Folded[],
  { opened, end }: { opened: string; end: number },
): Lane[] {
  const answered = timeline.filter(({ kind }) => kind === 'acknowledged' || kind === 'resolved');
  return [
    phases(timeline, opened, end),
    ...people.slice(0, MOST_PEOPLE).map((person) => laneOfPerson(person, answered, end)),
    ...places(folds),
    laneOf('Work', 'what was done and checked', folds, ['mitigation', 'verification']),
    laneOf('Asked', 'updates, decisions and approvals', folds, ['update-due', 'decision']),
    laneOf('Missed', 'deadlines that passed', folds, ['deadline-missed']),
  ].filter(({ marks, bars }) => marks.length + bars.length > 0);
}

function phases(timeline: readonly Line[], opened: string, end: number): Lane {
  const turns = [
    { at: 0, label: opened },
    ...timeline.flatMap(({ kind, seconds, status }) =>
      kind === 'status' && status !== undefined
        ? [{ at: seconds, label: status }]
        : kind === 'closed'
          ? [{ at: seconds, label: 'closed' }]
          : [],
    ),
  ];
  const bars = turns.map(({ at, label }, n): Bar => {
    const until = turns[n + 1]?.at ?? end;
    const look = label === 'closed' || label === 'resolved' ? 'answered' : n === 0 ? 'missed' : 'work';
    return { at, until, look, label: label.replaceAll('_', ' '), says: label };
  });
  return { title: 'Status', bars: bars.filter(({ at, until }) => until > at), marks: [] };
}

/** The pages of one person, and the time until somebody had acknowledged or it was over. */
function laneOfPerson(
  { person, name, pages, acknowledged }: Simulated['people'][number],
  answers: readonly Line[],
  end: number,
): Lane {
  const first = pages[0]?.seconds ?? 0;
  const own = answers.filter(({ kind, by }) => kind === 'acknowledged' && by === person);
  const until = answers.find(({ seconds }) => seconds >= first)?.seconds ?? end;
  const targets = [...new Set(pages.map(({ target }) => target))].join(', ');
  return {
    title: name,
    note: `${targets}${acknowledged.length === 0 ? '' : ', acknowledged'}`,
    bars: [{ at: first, until, look: 'page', says: `${name} knows, nobody has acknowledged` }],
    marks: [
      ...pages.map(
        ({ seconds, channel, because }): Mark => ({
          at: seconds,
          look: 'page',
          says: `paged by ${channel}: ${because}`,
        }),
      ),
      ...own.map(({ seconds, because }): Mark => ({ at: seconds, look: 'answered', says: because })),
    ],
  };
}

function places(folds: readonly Folded[]): Lane[] {
  const by = new Map<string, Folded[]>();
  for (const fold of folds)
    if (fold.line.kind === 'message') {
      const to = fold.line.to ?? 'nobody';
      by.set(to, [...(by.get(to) ?? []), fold]);
    }
  const all = [...by];
  const shown = all.slice(0, all.length > MOST_PLACES ? MOST_PLACES - 1 : MOST_PLACES);
  const rest = all.slice(shown.length).flatMap(([, found]) => found);
  const lane = (title: string, found: Folded[]): Lane => {
    const channels = [...new Set(found.flatMap(({ line }) => line.channel ?? []))].join(', ');
    return {
      title,
      note: channels === '' || channels === title ? 'messages' : `messages by ${channels}`,
      ...drawn(found),
    };
  };
  return [
    ...shown.map(([to, found]) => lane(to, found)),
    ...(rest.length === 0 ? [] : [lane(`${all.length - shown.length} more receivers`, rest)]),
  ];
}

const laneOf = (title: string, note: string, folds: readonly Folded[], kinds: readonly Kind[]): Lane => ({
  title,
  note,
  ...drawn(folds.filter(({ line }) => kinds.includes(line.kind))),
});

/** Each line as a mark; those that came again as a bar from the first to the last, one bar for all that ran at the same time. */
function drawn(folds: readonly Folded[]): Pick<Lane, 'marks' | 'bars'> {
  const marks: Mark[] = [];
  const runs: { at: number; until: number; look: Look; times: number; says: string[] }[] = [];
  for (const { line, repeat } of folds) {
    const says = `${subjectOf(line)} ${line.because}`.trim();
    const look = line.kind === 'decision' && line.option !== undefined ? 'answered' : looks[line.kind];
    if (repeat === undefined) {
      marks.push({ at: line.seconds, look, says });
      continue;
    }
    const { times, last } = repeat;
    const beside = runs.at(-1);
    if (beside !== undefined && line.seconds <= beside.until && beside.look === look) {
      beside.until = Math.max(beside.until, last.seconds);
      beside.times += times;
      beside.says.push(`${says}, ${times} times`);
    } else runs.push({ at: line.seconds, until: last.seconds, look, times, says: [`${says}, ${times} times`] });
  }
  return {
    marks,
    bars: runs.map(({ times, says, ...run }) => ({ ...run, label: `×${times}`, says: says.join('; ') })),
  };
}
