import { roles } from '#app/api/roles';
import type { SignIn } from '#app/board/sign-in';
import type { Row } from '#app/ports';
import { due, keys, list, ranked } from '#app/store/keys';
import type { Story } from '#test/story';

/** Signs in by `role name`, as a verified token of that person would. */
export const signIn: SignIn = {
  by: 'token',
  ready: async () => [],
  verify: async (token) => {
    const [role = '', name = ''] = token.split(' ');
    if (!roles.some((known) => known === role)) return undefined;
    return { sub: `sub-${name}`, 'cognito:username': name, 'cognito:groups': [role], exp: 4_000_000_000 };
  },
};

/** A title as long as any that is worth reading, of one word that breaks nowhere and some that do. */
export const longTitle =
  `${'Uploads'.padEnd(60, 's')} fail for everybody in Europe since the deployment of half past two this night`.slice(
    0,
    120,
  );

/** A day later: what is due only then is taken up by no sweep of a test. */
const later = (at: string): string => new Date(Date.parse(at) + 86_400_000).toISOString();

/** So many more incidents with the state of this one, open and running, or over; nothing stands behind them, and nothing of them is due. */
export function copies(
  row: Row,
  count: number,
  { life = 'open', severity = 'P1', title }: { life?: 'open' | 'ended'; severity?: string; title: string },
): Row[] {
  const incident = Object(row['incident']);
  const { duePk: _, dueAt: __, ...state } = row;
  const severities = ['P1', 'P2', 'P3', 'P4'].map((id) => ({ id }));
  return Array.from({ length: count }, (___, n) => n).flatMap((n): Row[] => {
    const id = `INC-${life}-${severity}-${n}`;
    const at = new Date(Date.parse(String(incident.openedAt)) - n * 60_000).toISOString();
    const ended = { life, phase: 'over', run: { n: 1 }, endedAt: at, endedAs: 'recovered', question: undefined };
    const copy = { ...incident, id, title, severity, openedAt: at, ...(life === 'open' ? {} : ended) };
    const listed = { listPk: list.incident, listSk: `${at}#${id}` };
    const stored = { ...state, ...keys.state(id), ...listed, incident: JSON.parse(JSON.stringify(copy)) };
    if (life !== 'open') return [stored];
    const planned = { duePk: ranked(due.aggregate, severities, severity), dueAt: later(at) };
    return [
      { ...stored, ...planned },
      { ...keys.run(id), duePk: due.run, dueAt: later(at) },
    ];
  });
}

/** So many more lines of an incident's timeline, of every kind that providers and alarms bring. */
export const lines = (id: string, from: string, count: number): Row[] =>
  Array.from({ length: count }, (_, n): Row => {
    const at = new Date(Date.parse(from) + n * 100).toISOString();
    const because = `reading ${n} of a long night`;
    const events = [
      { type: 'SignalSeen', title: 'High error rate', state: n % 2 === 0 ? 'firing' : 'recovered', signalAt: at },
      {
        type: 'MessageSent',
        to: '#incidents',
        place: '#incidents',
        channel: 'slack',
        template: 'x',
        providerId: `p${n}`,
      },
      { type: 'ItemChanged', item: `AI-${n}`, by: 'ana' },
    ];
    return { ...keys.note(id, `line-${n}`), v: 1, event: { ...events[n % events.length], at, because } };
  });

/** What stands in the table while Tocsin itself does not keep up: a page that nobody sends. */
export const lateDelivery = (id: string, at: string): Row => ({
  ...keys.outbox(id, 'page', 'late'),
  v: 1,
  key: 'late',
  duePk: `${due.outbox}#0`,
  dueAt: at,
});

/** Puts rows beside a story's own. */
export const putAll = (story: Story, rows: readonly Row[]): Promise<void> =>
  story.run(async () => {
    for (const row of rows) await story.world.table.write([{ put: row }]);
  });
