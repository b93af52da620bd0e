import type { Key, Ports, Row, Write } from '#app/ports';
import { turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { PageNotDelivered } from '#core/errors';
import type { PageOrder } from '#core/incident/outbox';
import { textOf } from '#core/json';
import { attempt } from './attempt.ts';
import { claim, RowId, release, settle } from './lease.ts';
import type { Page } from './message.ts';
import { waysToPage } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels'>;

/** Sends one page: claimed in one transaction with a look at the incident, so that no acknowledgement can be overtaken; then channel after channel in the same breath. */
export async function sendPage(ports: Needs, body: unknown): Promise<void> {
  const key = RowId.parse(body);
  const peek = await ports.table.get(key);
  if (peek === undefined || peek['settled'] !== undefined) return;
  const order = peek['page'] as unknown as PageOrder;
  const claimed = await claim(ports, key, guardOf(key.pk, order), peek);
  if (claimed === undefined) return;
  if (claimed === 'moot') {
    await settle(ports, key, 'moot', {});
    return;
  }
  const failures: string[] = [];
  let { mayBeRepeat } = claimed;
  for (const way of waysToPage(ports.deployed, order)) {
    const tried = await attempt(ports, key, way, pageOf(key.pk, textOf(claimed.row['key']), order, mayBeRepeat));
    if ('receipt' in tried) {
      await accepted(ports, key, claimed.row, order, way.tool, tried.receipt.providerId, mayBeRepeat);
      return;
    }
    failures.push(tried.failed);
    mayBeRepeat ||= tried.mayHaveArrived;
    const n = Number(claimed.row['claims'] ?? 0);
    await ports.table.write([
      // named in the order in which the channels were tried
      noteOf(ports, key.pk, `attempt-${textOf(claimed.row['key'])}-${n}.${failures.length}-${way.tool}`, {
        type: 'PageAttemptFailed',
        target: order.target,
        person: order.person,
        channel: way.tool,
        because: `page by ${tried.failed}`,
        after: order.seq,
      }),
    ]);
  }
  await undelivered(ports, key, claimed.row, order, failures);
}

async function accepted(
  ports: Needs,
  key: Key,
  row: Row,
  order: PageOrder,
  channel: string,
  providerId: string,
  mayBeRepeat: boolean,
): Promise<void> {
  await settle(ports, key, 'accepted', { channel, providerId }, [
    noteOf(ports, key.pk, `page-${textOf(row['key'])}`, {
      type: 'PageAccepted',
      target: order.target,
      person: order.person,
      channel,
      key: textOf(row['key']),
      providerId,
      because: `${order.because}${mayBeRepeat ? ' (may be a repeat)' : ''}`,
      after: order.seq,
    }),
  ]);
}

/** No channel took the page: the incident hears it, which pages the catch-all, and the page goes back to its queue. */
async function undelivered(ports: Needs, key: Key, row: Row, order: PageOrder, failures: string[]): Promise<never> {
  const because = failures.length === 0 ? `${order.person} has no channel` : failures.join('; ');
  await turn(ports, key.pk, `${textOf(row['key'])}/undelivered`, {
    do: 'page-undelivered',
    target: order.target,
    person: order.person,
    rule: order.rule,
    unless: order.unless,
    because,
  });
  await release(ports, key);
  throw new PageNotDelivered(`${key.sk}: ${because}`);
}

/** What must still be true when the page is claimed. */
function guardOf(id: string, order: PageOrder): Write | undefined {
  if (order.unless === 'never') return undefined;
  const open = { cycle: { eq: order.cycle }, over: { eq: false } } as const;
  return { check: keys.state(id), when: order.unless === 'acknowledged' ? { ...open, acked: { eq: false } } : open };
}

const pageOf = (incidentId: string, key: string, order: PageOrder, mayBeRepeat: boolean): Page => ({
  kind: 'page',
  key,
  incidentId,
  cycle: order.cycle,
  severity: order.text.split(' ')[0] ?? '',
  subject: order.text,
  text: order.text,
  ...(order.sms === undefined ? {} : { sms: order.sms }),
  mayBeRepeat,
  actions: [],
});
