import type { Ports, Write } from '#app/ports';
import { load, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { Stored } from '#app/store/stored';
import { Conflict, Refused } from '#core/errors';
import type { Command } from '#core/incident/command';
import { IncidentId } from '#core/incident/state';
import { oneLine } from '#core/message/plain-text';
import type { ChannelWords } from '#core/playbook/vocabulary';
import type { Heard } from './heard.ts';
import { nameOf, personOf } from './who-is.ts';

type Needs = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log'>;

/** What came of it: done, or nothing with the reason. Nothing is no fault of the provider's, which is never told to send it again. */
export type Outcome = { done: true } | { done: false; because: string };
const nothing = (because: string): Outcome => ({ done: false, because });

/**
 * Carries out what a provider says that a person did to an alert of ours. Its own id is the command's, so a second delivery does nothing; what
 * happened there before the last thing that we have heard of the same alert, or in an earlier cycle of the incident, comes too late.
 */
export async function hear(ports: Needs, channel: ChannelWords, news: Heard): Promise<Outcome> {
  const about = await alertOf(ports, news.key);
  if (about === undefined) return nothing('not a key of ours');
  const { stored, cycle } = about;
  const { id } = stored.incident;
  if (cycle !== stored.incident.cycle) return nothing('of an earlier cycle');
  const commands = commandsOf(ports, channel, news);
  const { last, latest } = lastHeard(ports, channel, id, news);
  try {
    for (const [n, command] of commands.entries()) {
      const name = `hook/${channel.tool}/${encodeURIComponent(news.id)}`;
      // the first one says that this is the latest news: what follows belongs to it
      await turn(ports, id, n === 0 ? name : `${name}/${n}`, command, () => (n === 0 && latest ? [last] : []));
    }
    return { done: true };
  } catch (error) {
    if (error instanceof Refused) return nothing('older than what was heard last');
    if (error instanceof Conflict) return nothing(error.message);
    throw error;
  }
}

/** The incident that a key belongs to: the key of one of its pages, or of the quiet alert of one of its cycles. */
async function alertOf({ table }: Needs, key: string): Promise<{ stored: Stored; cycle: number } | undefined> {
  const [, id = '', cycle = '', rest = ''] = /^([A-Za-z0-9_-]{1,40})\.(\d{1,6})\.(.+)$/s.exec(key) ?? [];
  if (!IncidentId.safeParse(id).success) return undefined;
  const stored = await load({ table }, id);
  if (stored === undefined) return undefined;
  if (rest !== 'status' && (await table.get(keys.outbox(id, 'page', key))) === undefined) return undefined;
  return { stored, cycle: Number(cycle) };
}

function commandsOf({ deployed }: Needs, channel: ChannelWords, { key, who, says }: Heard): Command[] {
  const { tool, title, way } = channel;
  const by = nameOf(deployed.people, channel, who);
  // who resolves it there has taken care of it: nobody else is paged while it is verified
  const alert = { channel: tool, key };
  const acknowledge: Command = { do: 'acknowledge', by, ...(way === undefined ? {} : { way }), alert };
  switch (says.did) {
    case 'acknowledged':
      return [acknowledge];
    case 'resolved':
      return [acknowledge, { do: 'resolve', by, as: 'fixed', reason: `resolved in ${title}` }];
    case 'noted':
      return [{ do: 'note', by, text: oneLine(says.text).slice(0, 2000) }];
    case 'reassigned':
      return [
        {
          do: 'rung-elsewhere',
          by,
          provider: title,
          people: says.to.slice(0, 20).map((one) => nameOf(deployed.people, channel, one)),
          known: says.to.slice(0, 20).flatMap((one) => personOf(deployed.people, channel, one) ?? []),
        },
      ];
  }
}

/** What is remembered of an alert: when what was heard last happened there. Words change nothing and are never too late. */
function lastHeard(
  { wallClock }: Needs,
  { tool }: ChannelWords,
  id: string,
  { key, at, says }: Heard,
): { last: Write; latest: boolean } {
  const ttl = Math.floor(wallClock().getTime() / 1000) + 90 * 86_400;
  const last: Write = {
    put: { ...keys.heard(id, tool, key), at, ttl },
    when: [{ pk: { absent: true } }, { at: { below: at } }],
  };
  return { last, latest: says.did === 'acknowledged' || says.did === 'resolved' };
}
