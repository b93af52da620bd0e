import type { Key, Ports, Write } from '#app/ports';
import { keys } from '#app/store/keys';
import { lineOf } from '#app/store/note';
import { Refused } from '#core/errors';
import type { Failure } from './attempt.ts';

type Needs = Pick<Ports, 'table' | 'now'>;
interface Receiver {
  to: string;
  place: string;
  seq: number;
}

/** Whose fault a failure is: the channel's, which all places share, or the place's own. */
export const scopeOf = ({ tool, outage }: Pick<Failure, 'tool' | 'outage'>, place: string): string =>
  outage ? tool : `${tool}#${place}`;

/** Says once on the timeline that a channel takes no messages of this incident, however many wait for it. */
export async function beginOutage(
  ports: Needs,
  id: string,
  failure: Failure,
  { to, place, seq }: Receiver,
): Promise<void> {
  const key = keys.outage(id, scopeOf(failure, place));
  const row = await ports.table.get(key);
  if (row?.['open'] === true) return;
  const n = Number(row?.['n'] ?? 0) + 1;
  await unlessAnother(ports, [
    {
      put: { ...key, n, open: true },
      when: row === undefined ? { pk: { absent: true } } : { n: { eq: n - 1 }, open: { eq: false } },
    },
    lineOf(ports, id, `down-${scopeOf(failure, place)}-${n}`, {
      type: 'ChannelDown',
      channel: failure.tool,
      to,
      place,
      because: `${failure.words}; messages wait and are tried again`,
      after: seq,
    }),
  ]);
}

/** A channel has taken a message: an outage of it that stands on the timeline is over, and the timeline says so. */
export async function endOutage(
  ports: Needs,
  id: string,
  scopes: readonly string[],
  { tool, seq }: { tool: string; seq: number },
): Promise<void> {
  for (const scope of scopes) {
    const key: Key = keys.outage(id, scope);
    const row = await ports.table.get(key);
    if (row?.['open'] !== true) continue;
    const n = Number(row['n']);
    await unlessAnother(ports, [
      { update: key, set: { open: false }, when: { n: { eq: n }, open: { eq: true } } },
      lineOf(ports, id, `back-${scope}-${n}`, {
        type: 'ChannelBack',
        channel: tool,
        because: `${tool} takes messages again`,
        after: seq,
      }),
    ]);
  }
}

/** Another worker that says the same at the same time is enough. */
async function unlessAnother({ table }: Needs, writes: Write[]): Promise<void> {
  try {
    await table.write(writes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}
