import { roles } from '#app/api/roles';
import type { SignIn } from '#app/board/sign-in';
import type { Row } from '#app/ports';
import { due, keys, list } from '#app/store/keys';
import type { Story } from '#test/story';

/** Signs in by `role name`, as a verified token of that person would. */
export const signIn: SignIn = {
  by: 'token',
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

/** So many more incidents with the story's own state: `life` other than open leaves them without a run. */
export function copies(
  row: Row,
  count: number,
  { life = 'open', title }: { life?: 'open' | 'ended'; title: string },
): Row[] {
  const incident = Object(row['incident']);
  const { duePk: _, dueAt: __, ...state } = row;
  return Array.from({ length: count }, (___, n) => `INC-${life}-${n}`).flatMap((id, n): Row[] => {
    const at = new Date(Date.parse(String(incident.openedAt)) - n * 60_000).toISOString();
    const ended = { life, phase: 'over', run: { n: 1 }, endedAt: at, endedAs: 'recovered', question: undefined };
    const copy = { ...incident, id, title, openedAt: at, ...(life === 'open' ? {} : ended) };
    const listed = { listPk: list.incident, listSk: `${at}#${id}` };
    const stored = { ...state, ...listed, ...keys.state(id), incident: JSON.parse(JSON.stringify(copy)) };
    return life === 'open' ? [stored, { ...keys.run(id), duePk: due.run, dueAt: at }] : [stored];
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
