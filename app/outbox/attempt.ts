import type { Key, Ports } from '#app/ports';
import { backOff, type Delivered, MOST_UNCERTAIN } from '#core/delivery/back-off';
import { isRefusal, NotConfigured, RateLimited, Undeliverable } from '#core/errors';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { own } from '#core/own';
import type { Claimed } from './lease.ts';
import type { Outgoing, Receipt, Recipient, Refs } from './message.ts';
import { retryOf, type Tried } from './retry.ts';

/** One way to a receiver: the channel, the address, and what earlier messages to it left. */
export interface Way {
  tool: string;
  to: Recipient;
  refs: Refs;
}

/** One channel that has failed in a round. */
export interface Failure {
  tool: string;
  words: string;
  /** The fault is the channel's own, not the place's, the setting's or ours. */
  outage: boolean;
  /** This delivery has met it for the first time. */
  first: boolean;
}

/** What came of one round over the channels of a delivery. */
export type Round = { failures: Failure[] } & (
  | { way: Way; receipt: Receipt; mayBeRepeat: boolean }
  /** What is known of the channels that may be tried again; `undefined` where all are spent. */
  | { left: Tried[] | undefined }
);

const UNTRIED: Tried = { failed: 0, uncertain: 0 };
type Needs = Pick<Ports, 'table' | 'channels' | 'log' | 'wallClock' | 'deployed'>;

/**
 * Tries the channels of a delivery in turn until one takes it. Whatever goes wrong in one is a failure of that channel, so that the next is
 * tried in the same breath; a channel that asked for patience is left alone, and one that has lost as many answers as may be borne is done
 * with, unless it recognises repeats.
 */
export async function tryInTurn(
  ports: Needs,
  key: Key,
  { row, mayBeRepeat: claimedAgain }: Claimed,
  of: Delivered,
  ways: readonly Way[],
  messageFor: (way: Way, mayBeRepeat: boolean) => Outgoing | Promise<Outgoing>,
): Promise<Round> {
  const tried = { ...retryOf(row).tried };
  const failures: Failure[] = [];
  let mayBeRepeat = claimedAgain;
  for (const way of ways) {
    const { tool } = way;
    const known = own(tried, tool) ?? UNTRIED;
    if (isSpent(ports, tool, known) || Date.parse(known.notBefore ?? '') > ports.wallClock().getTime()) continue;
    let asked = false;
    try {
      const channel = own(ports.channels, tool);
      if (channel === undefined) throw new NotConfigured(`no channel ${tool} is deployed`);
      const message = await messageFor(way, mayBeRepeat);
      asked = true;
      const receipt = await channel.send(message, way.to, way.refs);
      return { way, receipt, mayBeRepeat, failures };
    } catch (error) {
      const { name, message: words } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      const lasting = error instanceof Undeliverable || error instanceof NotConfigured;
      // what our own side could not make ready was not sent
      const mayHaveArrived = asked && !isRefusal(error);
      ports.log.warn('a channel failed', { tool, name, words, key: key.sk });
      failures.push({
        tool,
        words: `${tool} failed (${name}): ${words}`,
        outage: asked && !lasting,
        first: known.failed === 0,
      });
      tried[tool] = {
        failed: known.failed + 1,
        uncertain: known.uncertain + (mayHaveArrived ? 1 : 0),
        ...(error instanceof RateLimited ? { notBefore: patience(ports, key, of, known, error) } : {}),
      };
      // what may have arrived stands in the row before anything else is tried
      const set = { tried: asJson(tried), ...(mayHaveArrived ? { ambiguous: true } : {}) };
      await ports.table.write([{ update: key, set }]);
      mayBeRepeat ||= mayHaveArrived;
    }
  }
  const left = ways.flatMap(({ tool }) => {
    const known = own(tried, tool) ?? UNTRIED;
    return isSpent(ports, tool, known) ? [] : [known];
  });
  // who has no channel at all may be given one meanwhile
  return { failures, left: left.length === 0 && ways.length > 0 ? undefined : left };
}

const patience = (
  { wallClock }: Needs,
  { sk }: Key,
  of: Delivered,
  { failed }: Tried,
  { retryAfterSeconds }: RateLimited,
): string => iso(wallClock().getTime() + backOff(of, { key: sk, failed: failed + 1, retryAfterSeconds }) * 1000);

/** A channel whose alerts have a lifecycle knows a repeat by its key and wakes nobody twice. */
const isSpent = ({ deployed }: Needs, tool: string, { uncertain }: Tried): boolean =>
  uncertain >= MOST_UNCERTAIN &&
  deployed.vocabulary.channels.find((known) => known.tool === tool)?.capabilities.lifecycle !== true;
