import * as z from 'zod';
import type { Key, Ports, Row } from '#app/ports';
import { isRefusal, NotConfigured, RateLimited, Undeliverable } from '#core/errors';
import { iso } from '#core/incident/time';
import { asJson, textOf } from '#core/json';
import { own } from '#core/own';
import { followsPages } from '#core/playbook/vocabulary';
import type { Way } from './attempt.ts';
import { type Claimed, claim, settle } from './lease.ts';
import type { AlertChange, Page } from './message.ts';
import { Tried, tryLater, wake } from './retry.ts';
import { waysToPage } from './ways.ts';

type Needs = Pick<Ports, 'table' | 'wallClock' | 'log' | 'channels' | 'queues' | 'deployed'>;

/** What became of a test page on one channel. */
export const Tested = z.object({
  state: z.enum(['accepted', 'refused', 'unknown']),
  words: z.string(),
  at: z.string(),
});
export type Tested = z.infer<typeof Tested>;
/** A test page: to whom, and by channel what has become of it so far. */
export const TestPage = z.object({
  id: z.string(),
  person: z.string(),
  results: z.record(z.string(), Tested).default({}),
  done: z.boolean().default(false),
  /** Channels where nothing of the test is left to be ended, or nothing can be. */
  ended: z.array(z.string()).default([]),
});
export type TestPage = z.infer<typeof TestPage>;

/** How long an alert of a test may stand at its provider: it must not wake the next person there. */
const ENDS_AFTER_SECONDS = 120;

/** The channels of a person, all of them: a test does not stop at the first that works. */
export const waysToTest = (deployed: Needs['deployed'], person: string): Way[] =>
  waysToPage(deployed, {
    person,
    reasons: [{ rule: 'test', round: 0, target: '', unless: 'never', because: 'a test', why: 'a test' }],
  });

/**
 * Sends a test page to each channel of the person who asked for it, by the same queue, worker and provider as a page, and keeps what each said. Later
 * it ends what the test has left at providers whose alerts live on.
 */
export async function sendTestPage(ports: Needs, key: Key, peek: Row): Promise<void> {
  const claimed = await claim(ports, key, undefined, peek);
  if (claimed === undefined || claimed === 'moot') return;
  const test = TestPage.parse(claimed.row['test']);
  const { id, person, results: before, done } = test;
  const name = textOf(claimed.row['key']);
  const ways = waysToTest(ports.deployed, person);
  if (done) return endTest(ports, key, claimed, test, ways);
  const results = { ...before };
  for (const way of ways) {
    if (own(results, way.tool) !== undefined) continue;
    results[way.tool] = await tried(ports, way, pageOf(id, name, person, claimed.mayBeRepeat));
    await ports.table.write([{ update: key, set: { test: asJson({ id, person, results, done: false }) } }]);
  }
  const at = iso(ports.wallClock().getTime() + ENDS_AFTER_SECONDS * 1000);
  await ports.table.write([
    {
      update: key,
      set: { test: asJson({ id, person, results, done: true }), nextTryAt: at, dueAt: at },
      remove: ['leaseUntil'],
    },
  ]);
  await wake(ports, key, ENDS_AFTER_SECONDS);
}

/** Ends what the test has left at providers. What cannot be ended now is tried again as messages are; what never can stands beside the channel's result. */
async function endTest(ports: Needs, key: Key, claimed: Claimed, test: TestPage, ways: readonly Way[]): Promise<void> {
  const results = { ...test.results };
  const ended = [...test.ended];
  const left: Tried[] = [];
  const keep = () => ports.table.write([{ update: key, set: { test: asJson({ ...test, results, ended }) } }]);
  const standsOn = (tool: string, words: string): void => {
    ports.log.error('the alert of a test page stands on', { tool, words });
    const known = own(results, tool);
    if (known !== undefined) results[tool] = { ...known, words: `${known.words}; its alert stands on there: ${words}` };
  };
  const open = ways.filter((one) => leavesAnAlert(ports, one, test.results) && !ended.includes(one.tool));
  const failed = new Map<string, string>();
  for (const way of open) {
    const { tool } = way;
    try {
      const channel = own(ports.channels, tool);
      if (channel === undefined) throw new NotConfigured(`no channel ${tool} is deployed`);
      await channel.send(ending(test.id, textOf(claimed.row['key'])), way.to, way.refs);
    } catch (error) {
      const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (!(error instanceof Undeliverable || error instanceof NotConfigured)) {
        failed.set(tool, words);
        const seconds = error instanceof RateLimited ? error.retryAfterSeconds : 0;
        left.push(Tried.parse({ failed: 1, notBefore: iso(ports.wallClock().getTime() + seconds * 1000) }));
        continue;
      }
      standsOn(tool, words);
    }
    ended.push(tool);
    await keep();
  }
  if (left.length > 0 && (await tryLater(ports, key, claimed, { of: 'message', tried: left }))) return;
  for (const [tool, words] of failed) standsOn(tool, words);
  await keep();
  await settle(ports, key, left.length === 0 ? 'accepted' : 'given-up', {});
}

function leavesAnAlert({ deployed }: Needs, { tool }: Way, results: Record<string, Tested>): boolean {
  const channel = deployed.vocabulary.channels.find((known) => known.tool === tool);
  return channel !== undefined && followsPages(channel) && own(results, tool)?.state !== 'refused';
}

async function tried({ channels, log, wallClock }: Needs, way: Way, message: Page | AlertChange): Promise<Tested> {
  const { tool } = way;
  const told = (state: Tested['state'], words: string): Tested => ({ state, words, at: iso(wallClock()) });
  const channel = own(channels, tool);
  if (channel === undefined) return told('refused', `no channel ${tool} is deployed`);
  try {
    const { providerId } = await channel.send(message, way.to, way.refs);
    return told('accepted', `taken by the provider as ${providerId}`);
  } catch (error) {
    const { name, message: words } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    log.warn('a test page failed', { tool, name, words });
    return isRefusal(error) ? told('refused', words) : told('unknown', `it may have arrived: ${words}`);
  }
}

const carried = (id: string, key: string) => ({
  key,
  incidentId: `TEST-${id}`.slice(0, 40),
  cycle: 1,
  severity: 'TEST',
  subject: 'TEST from Tocsin',
  actions: [],
});
const pageOf = (id: string, key: string, person: string, mayBeRepeat: boolean): Page => ({
  ...carried(id, key),
  kind: 'page',
  text: `TEST from Tocsin for ${person}: this is how a page reaches you. Nothing is wrong, and there is nothing to do.`,
  mayBeRepeat,
  test: true,
});
const ending = (id: string, key: string): AlertChange => ({
  ...carried(id, key),
  kind: 'alert',
  text: 'the test is over',
  mayBeRepeat: false,
  change: 'resolve',
});
