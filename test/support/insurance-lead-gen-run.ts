import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import type { Line } from '#core/message/line';
import { Story } from '#test/story';
import type { How, Told } from '../playbooks/golden/row.ts';
import { second } from './golden-run.ts';

const loaded = loadPlaybook(fileURLToPath(new URL('../../playbooks/insurance-lead-gen', import.meta.url)));
/** insurance-lead-gen as it ships. */
export const leadGen = { pack: loaded.pack, people: loaded.people };

/** A world of insurance-lead-gen at an instant; nobody answers in it by themselves. */
export const leadGenAt = (start: string, pack = leadGen.pack): Story =>
  new Story({ ...leadGen, pack, start, day: start.slice(0, 10), catchAll: 'primary_oncall' });

/** Somebody declares an incident, with its severity where they know it. */
export async function declaredHere(
  story: Story,
  severity?: string,
  facts?: Record<string, string | number | boolean>,
): Promise<void> {
  story.id = await story.run(async () => {
    const said = {
      title: 'API errors',
      ...(severity === undefined ? {} : { severity }),
      ...(facts === undefined ? {} : { facts }),
    };
    return textOf((await declare(story.world.ports, 'declare', 'ada', said))['id']);
  });
}

/** What pages and messages of a rule are called in a table; the time is what the run says. */
const rules: Record<string, (time: string, who: string) => string> = {
  'all-hands': () => 'first paging: all hands',
  'page-2': () => 'first paging: on-call engineer',
  'primary-2': () => 'technical table: primary',
  'ticket-3': () => 'first paging: ticket',
  'ticket-4': () => 'first paging: ticket',
  leadership: (time) => `leadership rule: ${time}`,
  vp: (time) => `decision logic: ${time}`,
  'vp-stuck': (time) => `quick reference: ${time}`,
  cto: (time) => `decision logic: ${time}`,
  'manager-2': (time) => `decision logic: ${time}`,
  'director-2': (time) => `technical table, final: ${time}`,
  'lead-3': (time, who) => `${who === 'service_lead' ? 'decision logic' : 'leadership rule'}: ${time}`,
  executives: (time) => `business table: ${time}`,
  'executives-now': () => 'decision logic: customer impact high',
  'product-now': () => 'decision logic: revenue impact significant',
  noticed: () => 'quick reference: a customer escalates or media take notice',
};
/** Rules that page somebody and send the same person the fields of the escalation message. */
const escalations = new Set(['vp', 'cto', 'manager-2', 'director-2', 'lead-3']);

/** Every rule that a reason names, with what it waited for: of several in one moment there is one page. */
const reasonsOf = (because: string): { rule: string; time: string }[] =>
  because.split(/; (?=rule )/).flatMap((reason) => {
    const [, rule, said = ''] = /^rule ([^:]+): (.*?)(?: \(playbook.*)?$/.exec(reason) ?? [];
    return rule === undefined ? [] : [{ rule, time: said.replace(/ (unresolved|open)$/, '') }];
  });
const inTable = ({ rule, time }: { rule: string; time: string }, who: string): string =>
  rule.startsWith('business.') ? `business table: ${time}` : (rules[rule]?.(time, who) ?? `unknown rule ${rule}`);

const asked: Record<string, string> = {
  team: 'team status update due',
  leadership: 'leadership update due',
  'customers-1': 'customer mail due',
  'customers-2': 'customer mail due',
  partners: 'partner notice due',
};
const missed: Record<string, string> = {
  leadership: 'leadership update missed',
  'customers-1': 'first customer mail missed',
  'customers-2': 'first customer mail missed',
  partners: 'first partner notice missed',
};
const tasks: Record<string, string> = {
  twitter: 'text for Twitter',
  'twitter-over': 'text for Twitter',
  'look-1': 'first checks, 0-5 min',
  'look-2': 'first checks, 0-15 min',
  'look-3': 'first checks, 0-60 min',
  'look-4': 'first checks and mitigation, 0-24 h',
  'mitigate-1': 'mitigation, 5-15 min',
  'mitigate-cause': 'mitigation by cause, from 30 min',
  'mitigate-2': 'mitigation, 45-90 min',
  'investigate-1': 'investigation, 15-30 min',
  'investigate-2': 'investigation, 15-45 min',
  'investigate-3': 'investigation and mitigation, 1-4 h',
  closure: 'closure verification and checklist',
};
const messages: Record<string, string> = {
  opened: 'Slack notice',
  'room-opened': 'channel opened',
  declaration: 'declaration',
  'role-assignment': 'role assignment',
  'team-called': 'team called',
  'team-status': 'team status update',
  'in-app': 'in-app notice',
  resolved: 'in-app notice withdrawn',
  'customer-mail': 'customer mail',
  'follow-up-mail': 'follow-up mail',
  'partner-notice': 'partner notice',
  resolution: 'resolution declaration',
  'resolution-card': 'resolution card',
  'status-page-over': 'status page: resolved',
};
/** Progress of an incident, and what the engine asks: no table has them. What is due or missed has lines of its own. */
const besides = new Set([
  'question-asked',
  'digest',
  'update-due',
  'facts-asked',
  'severity-changed',
  'mitigation-started',
  'verified',
  'reopened',
  'review-scheduled',
]);

function messageOf({ to = '?', place = '', template = '', because }: Line): Omit<Told, 'at'>[] {
  const who = place.startsWith('person:') ? (to.split('/')[0] ?? to) : place;
  const tell = (what: string, how: How = 'tell') => [{ who, how, what }];
  if (besides.has(template)) return [];
  const [reason] = reasonsOf(because);
  if (template === 'ticket') return tell('ticket of the incident', 'ticket');
  if (template === 'task-given') {
    const [, names = ''] = / of ([^(]+?)(?: \(|$)/.exec(because) ?? [];
    return names
      .split(', ')
      .filter((name) => name !== 'assembly' && !name.startsWith('declare-') && !name.startsWith('commander-'))
      .map((name) => ({ who, how: 'task', what: tasks[name] ?? `unknown task ${name}` }));
  }
  if (template === 'executive-summary') return tell(reason === undefined ? 'leadership update' : 'executive summary');
  if (template === 'status-page') return tell(reason?.rule === 'page' ? 'status page' : 'status page: changed');
  if (['escalated', 'information', 'assigned'].includes(template) && reason !== undefined)
    return tell(escalations.has(reason.rule) ? 'escalation message' : inTable(reason, who));
  return tell(messages[template] ?? `unknown ${template}`);
}

/** What a line of the timeline is in a golden table; nothing where tables say nothing of it. */
function ofLine(line: Line): Omit<Told, 'at'>[] {
  const { kind, target = '?', to = '?', audience = '?', update, within, because } = line;
  if (kind === 'page')
    return reasonsOf(because).map((reason) => ({ who: target, how: 'page', what: inTable(reason, target) }));
  if (kind === 'digest') return [{ who: to.split('/')[0] ?? to, how: 'digest', what: line.digest ?? '?' }];
  if (kind === 'message') return messageOf(line);
  if (kind === 'update-due') {
    const who = to === '#incidents-alerts' ? 'alerts' : (to.split('/')[0] ?? to);
    const what = update === 'final' ? 'follow-up mail due' : (asked[audience] ?? `unknown ${audience}`);
    return [{ who, how: 'ask', what }];
  }
  if (line.missed === 'respond')
    return [{ who: 'timeline', how: 'record', what: `target missed: respond within ${within}` }];
  if (line.missed !== 'communicate') return [];
  const what = update === 'final' ? 'follow-up mail missed' : (missed[audience] ?? `unknown ${audience}`);
  return [{ who: 'timeline', how: 'record', what }];
}

/** Everything that happened up to an instant, as a golden table says it. */
export async function happenedHere(story: Story, until: string): Promise<Told[]> {
  await story.until(until);
  const lines = await story.run(() => story.world.timeline(story.id));
  return lines
    .flatMap((line) => ofLine(line).map((told) => ({ at: second(line.at), ...told })))
    .filter(({ at }) => at <= until);
}
