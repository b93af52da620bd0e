import { newLink } from '#app/links/issue';
import type { Key, Ports, Row, Write } from '#app/ports';
import type { ReceiptOf } from '#app/receipts/receipt-of';
import { turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { lineOf, once } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { silencedBy } from '#core/delivery/due';
import { Contended, PageNotDelivered } from '#core/errors';
import { PageOrder } from '#core/incident/outbox';
import { asJson, textOf } from '#core/json';
import { withLink } from '#core/message/link';
import { masked } from '#core/message/receipt';
import { type Failure, tryInTurn, type Way } from './attempt.ts';
import { type Claimed, claim, RowId, settle } from './lease.ts';
import type { Page, Receipt } from './message.ts';
import { guardAsOfNow, guardOf } from './page-guard.ts';
import { mayTry, retryOf, type Tried, tryLater } from './retry.ts';
import { mayRing, ringsNoMore } from './ring.ts';
import { sendTestPage } from './send-test-page.ts';
import { exceptFor, waysToPage } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'queues' | 'newToken'>;
const LOOKS = 20;

/**
 * Sends one page: claimed in one transaction with a look at the incident, so that no acknowledgement can be overtaken; then channel after
 * channel in the same breath. When none takes it, the row keeps when it is tried next.
 */
export async function sendPage(ports: Needs, body: unknown): Promise<void> {
  const key = RowId.parse(body);
  const peek = await ports.table.get(key);
  if (peek?.['settled'] === 'given-up') throw new PageNotDelivered(`${key.sk} has been given up`);
  if (peek === undefined || peek['settled'] !== undefined || !mayTry(ports, peek)) return;
  if (peek['test'] !== undefined) return sendTestPage(ports, key, peek);
  const order = PageOrder.parse(peek['page']);
  // in the claim's own transaction: a link is good before it can be opened, and costs no call
  const link = newLink(ports, key.pk, order.person);
  const claimed = await claimPage(ports, key, order, peek, link.write);
  if (claimed === undefined) return;
  if (claimed === 'moot') {
    await settle(ports, key, 'moot', {});
    return;
  }
  const name = textOf(claimed.row['key']);
  const except = exceptFor(claimed.row);
  const ways = waysToPage(ports.deployed, order).filter(({ tool }) => !except.includes(tool));
  const ringing = { person: order.person, page: key };
  const round = await tryInTurn(ports, key, claimed, 'page', ways, async (way, mayBeRepeat) => ({
    ...pageFor(key.pk, name, order, { link: link.url, posts: postsBy(ports, way.tool) }, mayBeRepeat),
    ...((await mayRing(ports, way, ringing)) ? {} : { quietly: true }),
  }));
  // what was taken is settled before anything else: a worker that dies in between pages twice
  if ('receipt' in round) await accepted(ports, key, claimed, order, round);
  await noteFailures(ports, key, name, order, round.failures);
  for (const { tool } of round.failures) await ringsNoMore(ports, tool, ringing);
  if (!('receipt' in round)) await undelivered(ports, key, claimed, order, round);
}

/** Claims a page while it is due. Where the incident has changed since it was ordered, what the change means is looked at first. */
async function claimPage(
  ports: Needs,
  key: Key,
  order: PageOrder,
  peek: Row,
  link: Write,
): Promise<Claimed | 'moot' | undefined> {
  if (silencedBy(order) === 'never') return claim(ports, key, undefined, peek, [link]);
  // whether the person themselves has acknowledged stands in the incident alone
  if (order.epoch !== undefined && !order.reasons.some(({ each }) => each === true)) {
    const claimed = await claim(ports, key, guardOf(key.pk, order, { eq: order.epoch }), peek, [link]);
    if (claimed !== 'moot') return claimed;
  }
  for (let look = 0; look < LOOKS; look += 1) {
    const guard = await guardAsOfNow(ports, key.pk, order);
    if (guard === undefined) return 'moot';
    const claimed = await claim(ports, key, guard, undefined, [link]);
    if (claimed !== 'moot') return claimed;
  }
  throw new Contended(`${key.pk} changes faster than ${key.sk} can be claimed`);
}

async function accepted(
  ports: Needs,
  key: Key,
  { row, n }: Claimed,
  { person, reasons, seq, cycle }: PageOrder,
  { way, receipt, mayBeRepeat }: { way: Way; receipt: Receipt; mayBeRepeat: boolean },
): Promise<void> {
  const channel = way.tool;
  const { providerId } = receipt;
  const because = [...new Set(reasons.map((reason) => reason.because))].join('; ');
  const to = maskedIn(ports, way);
  const about = {
    tool: channel,
    incident: key.pk,
    cycle,
    person,
    page: textOf(row['key']),
    ...(to === undefined ? {} : { to }),
  };
  await settle(
    ports,
    key,
    'accepted',
    { channel, providerId, ...(receipt.ref === undefined ? {} : { refs: receipt.ref }) },
    [
      ...receiptRows(ports, receipt, about),
      lineOf(ports, key.pk, `page-${textOf(row['key'])}-${n}`, {
        type: 'PageAccepted',
        target: reasons[0].target,
        person,
        channel,
        key: textOf(row['key']),
        providerId,
        because: `${because}${mayBeRepeat ? ' (may be a repeat)' : ''}`,
        after: seq,
      }),
    ],
  );
}

/** The address as a timeline may show it. */
function maskedIn({ deployed }: Needs, { tool, to }: Way): string | undefined {
  const channel = deployed.vocabulary.channels.find((known) => known.tool === tool);
  if (channel === undefined || channel.person === 'none' || channel.person.secret || !('addresses' in to))
    return undefined;
  const [address] = to.addresses;
  return address === undefined ? undefined : masked(address);
}

/** What the provider's receipt stands for, where it is told of or can be read later: for eight days. */
function receiptRows(
  { wallClock, deployed }: Needs,
  { acknowledgedBy, providerId }: Receipt,
  about: Omit<ReceiptOf, 'receipt'>,
): Write[] {
  const channel = deployed.vocabulary.channels.find(({ tool }) => tool === about.tool);
  const receipt = acknowledgedBy ?? (channel?.capabilities.receipts === 'delivered' ? providerId : undefined);
  if (receipt === undefined) return [];
  const ttl = Math.floor(wallClock().getTime() / 1000) + 8 * 86_400;
  return [{ put: { ...keys.receipt(about.tool, receipt), about: asJson({ ...about, receipt }), ttl } }];
}

/** The first failure of each channel stands on the timeline, in the order in which they were tried; the acceptance ends it. */
async function noteFailures(
  ports: Needs,
  key: Key,
  name: string,
  { person, reasons: [{ target }], seq }: PageOrder,
  failures: Failure[],
): Promise<void> {
  for (const [n, { tool, words, first }] of failures.entries())
    if (first)
      await once(
        ports,
        lineOf(ports, key.pk, `attempt-${name}-${n}-${tool}`, {
          type: 'PageAttemptFailed',
          target,
          person,
          channel: tool,
          because: `page by ${words}`,
          after: seq,
        }),
      );
}

/** No channel took the page: the incident hears it, which pages the catch-all, and the page is tried again until it is no longer due. */
async function undelivered(
  ports: Needs,
  key: Key,
  claimed: Claimed,
  order: PageOrder,
  { failures, left }: { failures: Failure[]; left: Tried[] | undefined },
): Promise<void> {
  const { row } = claimed;
  const name = textOf(row['key']);
  const { person, reasons, seq } = order;
  const { target, rule } = reasons[0];
  const because =
    failures.length === 0 ? `${person} has no channel left` : failures.map(({ words }) => words).join('; ');
  const severities = reasons.flatMap((reason) => reason.severities ?? []);
  if (retryOf(row).attempts === 0)
    await turn(ports, key.pk, `${name}/undelivered`, {
      do: 'page-undelivered',
      target,
      person,
      rule,
      unless: silencedBy(order),
      because,
      ...(reasons.some((reason) => reason.severities === undefined) ? {} : { severities }),
    });
  if (left !== undefined && (await tryLater(ports, key, claimed, { of: 'page', tried: left }))) return;
  ports.log.error('a page has been given up', { key: key.sk, because });
  await settle(ports, key, 'given-up', {}, [
    lineOf(ports, key.pk, `given-up-${name}`, {
      type: 'PageGivenUp',
      target,
      person,
      because: `page given up: ${because}`,
      after: seq,
    }),
  ]);
  // the queue brings it back until it is a dead letter, which an alarm watches
  throw new PageNotDelivered(`${key.sk} has been given up: ${because}`);
}

const postsBy = ({ deployed }: Needs, tool: string): boolean =>
  deployed.vocabulary.channels.find((channel) => channel.tool === tool)?.posts === true;

const pageFor = (
  incidentId: string,
  key: string,
  order: PageOrder,
  { link, posts }: { link: string; posts: boolean },
  mayBeRepeat: boolean,
): Page => ({
  kind: 'page',
  key,
  incidentId,
  cycle: order.cycle,
  // rows of the release before say it in their text alone
  severity: order.severity ?? order.text.split(' ')[0] ?? '',
  subject: order.text,
  text: order.text,
  ...(order.sms === undefined ? {} : { sms: withLink(order.sms, link) }),
  mayBeRepeat,
  actions: [
    ...(posts ? [{ id: 'acknowledge', title: 'Acknowledge', value: incidentId, url: link, posts: true as const }] : []),
    { id: 'respond', title: 'Acknowledge, or say that you cannot', value: incidentId, url: link },
  ],
});
