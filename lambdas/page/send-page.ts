import { attempt } from '#app/outbox/attempt';
import { claim, RowId, release, settle } from '#app/outbox/lease';
import type { Outgoing, Ports, ToolName, Write } from '#app/ports';
import { turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { noteOf } from '#app/store/note';
import { PageNotDelivered } from '#core/errors';
import type { PageOrder } from '#core/incident/outbox';
import { textOf } from '#core/json';
import type { Person } from '#core/playbook/people';
import { awsSending } from '#runtime/aws-sending';
import { consumer } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

type Needs = StoreNeeds & Pick<Ports, 'channels'>;

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
  const person = ports.deployed.people.people[order.person];
  const failures: string[] = [];
  let mayBeRepeat = claimed.mayBeRepeat;
  for (const way of person === undefined ? [] : waysTo(person, ports.deployed.people.targets[order.target]?.phone)) {
    const message = outgoing(key.pk, textOf(claimed.row['key']), order, way.to, mayBeRepeat);
    const tried = await attempt(ports, key, way.tool, message);
    if ('receipt' in tried) {
      const { providerId } = tried.receipt;
      await settle(ports, key, 'accepted', { channel: way.tool, providerId }, [
        noteOf(ports, key.pk, `page-${textOf(claimed.row['key'])}`, {
          type: 'PageAccepted',
          target: order.target,
          person: order.person,
          channel: way.tool,
          key: textOf(claimed.row['key']),
          providerId,
          because: `${order.because}${mayBeRepeat ? ' (may be a repeat)' : ''}`,
          after: order.seq,
        }),
      ]);
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
  const because = failures.length === 0 ? `${order.person} has no channel` : failures.join('; ');
  await turn(ports, key.pk, `${textOf(claimed.row['key'])}/undelivered`, {
    do: 'page-undelivered',
    key: textOf(claimed.row['key']),
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

/** A person's channels in their order, each with its address; the duty phone of the target comes before the person's own. */
function waysTo(person: Person, dutyPhone: string | undefined): { tool: ToolName; to: string }[] {
  const addresses: Record<Person['channels'][number], string | undefined> = {
    pagerduty: person.pagerduty,
    sms: dutyPhone ?? person.phone,
    email: person.email,
    slack: person.slack,
  };
  return person.channels.flatMap((tool) => {
    const to = addresses[tool];
    return to === undefined ? [] : [{ tool, to }];
  });
}

const outgoing = (incidentId: string, key: string, order: PageOrder, to: string, mayBeRepeat: boolean): Outgoing => ({
  key,
  incidentId,
  kind: 'page',
  severity: order.text.split(' ')[0] ?? '',
  to: [to],
  subject: order.text,
  text: order.text,
  mayBeRepeat,
  refs: {},
  actions: [],
  facts: { impact: 'critical' },
});

export const handler = consumer(sendPage, awsSending);
