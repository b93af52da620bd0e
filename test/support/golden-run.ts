import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import type { Line } from '#core/message/line';
import { Story } from '#test/story';
import type { Told } from '../playbooks/golden/row.ts';

const loaded = loadPlaybook(fileURLToPath(new URL('../../playbooks/pipeline-guard', import.meta.url)));
/** Pipeline Guard as it ships. */
export const guard = { pack: loaded.pack, people: loaded.people };

/** A world of Pipeline Guard at an instant; nobody answers in it by themselves. */
export const guardAt = (start: string, pack = guard.pack): Story =>
  new Story({ ...guard, pack, start, day: start.slice(0, 10), catchAll: 'oncall_engineer' });

/** Declares an incident by hand, with its severity. */
export async function declared(
  story: Story,
  severity: string,
  facts?: Record<string, string | number | boolean>,
): Promise<void> {
  story.id = await story.run(async () => {
    const said = { title: 'GitHub integration failing', severity, ...(facts === undefined ? {} : { facts }) };
    return textOf((await declare(story.world.ports, 'declare', 'nora', said))['id']);
  });
}

const places: Record<string, string> = {
  '#incident-response': 'incident-response',
  '#healing-guard-alerts': 'alerts',
  '#leadership': 'leadership',
  'leadership@guard.example': 'leadership-mail',
  'customers@guard.example': 'mail',
  'healing-guard': 'status-page',
  '/notices': 'in-app',
};
const asked: Record<string, string> = {
  internal: 'status update due',
  leadership: 'executive summary due',
  customers: 'customer message due',
};
const written: Record<string, string> = {
  'status-update': 'status update',
  'executive-summary': 'executive summary',
  'customer-message': 'customer message',
  'customer-resolved': 'last customer message',
};
const tasks: Record<string, string> = {
  'Set tighter alerts for the related metrics': 'tighter alerts for related metrics',
  'Keep the rollback ready should the fault return': 'rollback kept ready',
  'First documents: timeline, impact in figures, full list of actions':
    'timeline, impact in figures and actions, within 24 h',
};
/** How a cell of the matrix is called in a page's reason, and in a table. */
const cells: Record<string, string> = {
  'at once': 'at once',
  'at once, in open time': 'business hours',
  '4 h of business unresolved': '4 h',
  '8 h of business unresolved': 'next day, 8 business hours',
  'at next-day': 'next day',
};
function why(because: string): string {
  const [, rule = '', reason = ''] = /^rule ([^:]+): (.*?)(?: \(playbook.*)?$/.exec(because) ?? [];
  if (rule === 'legal') return 'security or data';
  if (!rule.startsWith('involve.')) return because;
  return `matrix: ${cells[reason] ?? reason.replace(/ unresolved$/, '')}`;
}
/** An instant as tables write it. */
export const second = (at: string): string => at.replace(/\.000Z$/, 'Z');
const known = (names: Record<string, string>, name: string): string => names[name] ?? `unknown ${name}`;

/** What a line of the timeline is in a golden table; undefined where tables say nothing of it. */
function ofLine(line: Line): Omit<Told, 'at'> | undefined {
  const { kind, target, audience, update, missed, within } = line;
  if (kind === 'page') return { who: target ?? '?', how: 'page', what: why(line.because) };
  if (kind === 'digest') return { who: line.to?.split('/')[0] ?? '?', how: 'digest', what: line.digest ?? '?' };
  if (kind === 'deadline-missed' && missed === 'respond')
    return { who: 'timeline', how: 'record', what: `target missed: respond within ${within}` };
  if (kind !== 'update-due') return undefined;
  const who = line.to ?? '?';
  const what = known(asked, audience ?? '?');
  return { who: places[who] ?? who.split('/')[0] ?? who, how: 'ask', what: update === 'final' ? `last ${what}` : what };
}

/** What was sent besides pages, digests and what is asked for, which the timeline tells; what a table leaves out (`besides`) is left out. */
function ofSent({ channel, to, message }: Story['world']['sent'][number]): Omit<Told, 'at'>[] {
  const [, , moment = '', template = ''] = message.key.split('.');
  if (message.kind === 'page' || message.kind === 'alert' || message.kind === 'room') return [];
  if (moment === 'digest' || moment === 'update-due') {
    if (written[template] === undefined) return [];
    return to.map((one) => ({ who: known(places, one), how: 'tell', what: known(written, template) }));
  }
  if (channel === 'jira')
    return moment === 'opened' ? [{ who: 'jira', how: 'ticket', what: 'ticket of the incident' }] : [];
  if (moment === 'task-given')
    return Object.entries(tasks).flatMap(([text, what]) =>
      message.text.includes(text) ? [{ who: 'IC', how: 'task' as const, what }] : [],
    );
  if (moment === 'opened')
    return to.map((one) => ({ who: known(places, one), how: 'tell', what: 'card of the incident' }));
  // the questions of the engine and the progress of an incident stand in no table
  const besides = [
    'question-asked',
    'target-missed',
    'acknowledged',
    'mitigation-started',
    'verified',
    'resolved',
    'review-scheduled',
    'reopened',
    'severity-changed',
  ];
  return besides.includes(moment) ? [] : [{ who: to.join('+'), how: 'tell', what: message.key }];
}

/** Everything that happened up to an instant, as a golden table says it, in its order. */
export async function happened(story: Story, until: string): Promise<Told[]> {
  await story.until(until);
  const lines = await story.run(() => story.world.timeline(story.id));
  const all = [
    ...lines.flatMap((line) => {
      const told = ofLine(line);
      return told === undefined ? [] : [{ at: second(line.at), ...told }];
    }),
    ...story.world.sent.flatMap((sent) => ofSent(sent).map((told) => ({ at: second(sent.at), ...told }))),
  ];
  return all.filter(({ at }) => at <= until);
}
