import * as z from 'zod';
import { newLink } from '#app/links/issue';
import type { Key, Ports, Row } from '#app/ports';
import { mustLoad } from '#app/store/incidents';
import { lineOf } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { MessageNotDelivered } from '#core/errors';
import { textOf } from '#core/json';
import { cut, oneLine } from '#core/message/plain-text';
import { tryInTurn } from './attempt.ts';
import { claim, settle } from './lease.ts';
import type { Page } from './message.ts';
import { tryLater } from './retry.ts';
import { waysToPage, waysToTell } from './ways.ts';

type Needs = StorePorts & Pick<Ports, 'channels' | 'queues' | 'newToken'>;
const Order = z.object({ person: z.string(), cycle: z.number() });

/** Sends a person the link that they have asked for, by the first of their own channels that takes it. */
export async function sendLink(ports: Needs, key: Key, peek: Row): Promise<void> {
  const { person, cycle } = Order.parse(peek['link']);
  const { incident } = await mustLoad(ports, key.pk);
  const link = newLink(ports, key.pk, person);
  const claimed = await claim(ports, key, undefined, peek, [link.write]);
  if (claimed === undefined || claimed === 'moot') return;
  const paged = waysToPage(ports.deployed, { person, reasons: [{ ...reason, target: person }] });
  const quiet = await waysToTell(ports, key.pk, person);
  // an alert of its own would wake somebody, and stay open
  const lives = (tool: string): boolean =>
    ports.deployed.vocabulary.channels.find((c) => c.tool === tool)?.capabilities.lifecycle === true;
  const ways = [...paged, ...quiet.filter((q) => paged.every((p) => p.tool !== q.tool))].filter((w) => !lives(w.tool));
  const what = cut(`${incident.severity} ${incident.id}: ${oneLine(incident.title)}`, 70, '...');
  const round = await tryInTurn(ports, key, claimed, 'message', ways, (_, mayBeRepeat) => ({
    ...carried(key.pk, textOf(claimed.row['key']), cycle, incident.severity, what),
    sms: `${what}. The link you asked for: ${link.url}`,
    actions: [{ id: 'respond', title: 'Open your link', value: incident.id, url: link.url }],
    quietly: true,
    mayBeRepeat,
  }));
  if ('receipt' in round) {
    await settle(ports, key, 'accepted', { tool: round.way.tool, providerId: round.receipt.providerId });
    return;
  }
  if (round.left !== undefined && (await tryLater(ports, key, claimed, { of: 'message', tried: round.left }))) return;
  const words = round.failures.map((failure) => failure.words).join('; ');
  const because = `the link that ${person} asked for was given up: ${words === '' ? 'no channel is left' : words}`;
  ports.log.error('a link has been given up', { key: key.sk, because });
  await settle(ports, key, 'given-up', {}, [
    lineOf(ports, key.pk, `given-up-${textOf(claimed.row['key'])}`, {
      type: 'MessageFailed',
      to: person,
      place: `person:${person}`,
      because,
    }),
  ]);
  throw new MessageNotDelivered(`${key.sk}: ${because}`);
}

const reason = { rule: 'link', round: 0, unless: 'never', because: 'asked for', why: 'asked for' } as const;

const carried = (
  incidentId: string,
  key: string,
  cycle: number,
  severity: string,
  what: string,
): Omit<Page, 'mayBeRepeat' | 'sms' | 'actions'> => ({
  kind: 'page',
  key,
  incidentId,
  cycle,
  severity,
  subject: `${what}: your link`,
  text: `${what}. You have asked for your own link.`,
});
