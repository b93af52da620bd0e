import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { declare } from '#app/store/declare';
import type { Signal } from '#core/incident/signal';
import { textOf } from '#core/json';
import type { Line } from '#core/message/line';
import { Story } from '#test/story';
import type { Told } from '../playbooks/golden/row.ts';
import { second } from './golden-run.ts';

const loaded = loadPlaybook(fileURLToPath(new URL('../../playbooks/workingtracker', import.meta.url)));
/** WorkingTracker as it ships. */
export const tracker = { pack: loaded.pack, people: loaded.people };

/** A world of WorkingTracker at an instant; nobody answers in it by themselves. */
export const trackerAt = (start: string, pack = tracker.pack): Story =>
  new Story({ ...tracker, pack, start, day: start.slice(0, 10), catchAll: 'oncall_engineer' });

/** Somebody declares an incident, with its severity where they know it. */
export async function declaredBy(
  story: Story,
  severity?: string,
  facts?: Record<string, string | number | boolean>,
): Promise<void> {
  story.id = await story.run(async () => {
    const said = {
      title: 'API time-outs',
      service: 'api',
      ...(severity === undefined ? {} : { severity }),
      ...(facts === undefined ? {} : { facts }),
    };
    return textOf((await declare(story.world.ports, 'declare', 'nadia', said))['id']);
  });
}

/** What the uptime monitor says of the API's health at an instant. */
export const uptime = (at: string, state: Signal['state'] = 'firing'): Signal => ({
  source: 'uptime',
  key: 'api-health',
  state,
  at,
  title: 'API health does not answer',
  service: 'api',
  summary: 'api.workingtracker.com/health: time-out',
});

const asked: Record<string, string> = {
  team: 'first Slack message due',
  page: 'status page due',
  mail: 'customer mail due',
};
const askedAtTheEnd: Record<string, string> = { team: 'thread note due', end: 'last customer message due' };
const missed: Record<string, string> = {
  team: 'first Slack message missed',
  page: 'first status page missed',
  mail: 'first customer mail missed',
};
/** What the tasks of a rule are called in a table. */
const tasks: Record<string, string> = {
  first: 'first actions',
  investigate: 'investigation',
  lines: 'main function, monitoring, error rates',
  'customer-word': 'a customer has confirmed',
  'customer-word-optional': 'a customer has confirmed, optional',
  'all-green': 'status page all green',
  'close-ticket': 'close the ticket',
  runbooks: 'update runbooks',
  schedule: 'schedule the post-mortem',
  'post-mortem': 'hold the post-mortem',
};
const forms: Record<string, string> = { questions: 'five questions', cause: 'root cause and remedy' };
const late: Record<string, string> = {
  'Look at the dashboards': 'late: first actions',
  'Number of customers affected': 'late: five questions',
  'Hold the post-mortem': 'late: post-mortem',
};
const messages: Record<string, string> = {
  'first-message': 'first Slack message',
  'page-investigating': 'status page: investigating',
  'customer-mail': 'customer mail',
  'page-resolved': 'status page: resolved',
  'customer-end': 'last customer message',
  'thread-note': 'thread note',
};
/** How it goes on in the thread, and what the engine asks: no table has them. What is due or missed has lines of its own. */
const besides = new Set([
  'question-asked',
  'update-due',
  'severity-changed',
  'role-taken',
  'mitigation-started',
  'verified',
  'verification-failed',
]);

const nameIn = (names: Record<string, string>, key: string): string => names[key] ?? `unknown ${key}`;
/** The channel outside of its thread, or a target before its person: `IC/nadia` is the IC. */
const whom = (to: string): string => (to === '#incident-response' ? 'incident-work' : (to.split('/')[0] ?? to));

/** Why somebody is paged: the step of the chain, and whether a raise is the reason. */
function why(because: string): string {
  const step = /^rule chain\.(\d): /.exec(because)?.[1];
  if (step === undefined) return because;
  const raised = /severity is now (P\d)/.exec(because)?.[1];
  return `chain, step ${step}${raised === undefined ? '' : `, raised to ${raised}`}`;
}

function missedOf({ missed: target, within, audience = '?', because }: Line): string {
  if (target === 'respond' || target === 'resolve') return `target missed: ${target} within ${within}`;
  if (target === 'communicate') return nameIn(missed, audience);
  return Object.entries(late).find(([words]) => because.includes(words))?.[1] ?? because;
}

/** A message that was sent, as a table has it. */
function messageOf({ to = '?', place = '', template = '', because }: Line): Omit<Told, 'at'>[] {
  const who = place.startsWith('person:') ? whom(to) : place;
  if (besides.has(template)) return [];
  if (template === 'ticket')
    return because.startsWith('rule ticket') ? [{ who, how: 'ticket', what: 'incident ticket' }] : [];
  if (template === 'task-given') {
    const [, names = ''] = / of ([^(]+?)(?: \(|$)/.exec(because) ?? [];
    return names.split(', ').map((name) => ({ who, how: 'task', what: nameIn(tasks, name) }));
  }
  if (template === 'facts-asked')
    return [{ who, how: 'ask', what: nameIn(forms, /^rule (\S+) asks/.exec(because)?.[1] ?? because) }];
  return [{ who, how: 'tell', what: nameIn(messages, template) }];
}

/** What a line of the timeline is in a golden table; nothing where tables say nothing of it. */
function ofLine(line: Line): Omit<Told, 'at'>[] {
  const { kind, target = '?', to = '?', audience = '?', update, because } = line;
  if (kind === 'page') return [{ who: target, how: 'page', what: why(because) }];
  if (kind === 'deadline-missed') return [{ who: 'timeline', how: 'record', what: missedOf(line) }];
  if (kind === 'message') return messageOf(line);
  if (kind !== 'update-due') return [];
  return [{ who: whom(to), how: 'ask', what: nameIn(update === 'final' ? askedAtTheEnd : asked, audience) }];
}

/** Everything that happened up to an instant, as a golden table says it. */
export async function happenedThen(story: Story, until: string): Promise<Told[]> {
  await story.until(until);
  const lines = await story.run(() => story.world.timeline(story.id));
  return lines
    .flatMap((line) => ofLine(line).map((told) => ({ at: second(line.at), ...told })))
    .filter(({ at }) => at <= until);
}
