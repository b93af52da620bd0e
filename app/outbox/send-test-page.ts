import * as z from 'zod';
import type { Key, Ports, Row } from '#app/ports';
import { isRefusal } from '#core/errors';
import { iso } from '#core/incident/time';
import { asJson, textOf } from '#core/json';
import { own } from '#core/own';
import { followsPages } from '#core/playbook/vocabulary';
import type { Way } from './attempt.ts';
import { claim, settle } from './lease.ts';
import type { AlertChange, Page } from './message.ts';
import { wake } from './retry.ts';
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
  const { id, person, results: before, done } = TestPage.parse(claimed.row['test']);
  const name = textOf(claimed.row['key']);
  const ways = waysToTest(ports.deployed, person);
  if (done) {
    for (const way of ways.filter((one) => leavesAnAlert(ports, one, before)))
      await tried(ports, way, ending(id, name));
    await settle(ports, key, 'accepted', {});
    return;
  }
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
