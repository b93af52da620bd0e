import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '#adapters/files/load-playbook';
import type { Line } from '#core/message/line';
import { readNotification } from '#plugins/sources/alertmanager/alerts';
import { allowedBy } from '#plugins/sources/allowed';
import { Story } from '#test/story';
import type { Told } from '../playbooks/golden/row.ts';

const loaded = loadPlaybook(fileURLToPath(new URL('../../playbooks/pampax', import.meta.url)));
/** PAMPAX as it ships. */
export const pampaxPack = { pack: loaded.pack, people: loaded.people };

/** A world of PAMPAX at an instant; nobody answers in it by themselves. */
export const pampaxAt = (start: string, pack = pampaxPack.pack): Story =>
  new Story({ ...pampaxPack, pack, start, day: start.slice(0, 10), catchAll: 'oncall_engineer' });

/** Lets Alertmanager tell of an alert, with the label `severity` that it bears: as its webhook posts it, and as the source reads it. */
export async function alerted(
  story: Story,
  { name, severity, value, at, over }: { name: string; severity: string; value?: number; at: string; over?: string },
): Promise<void> {
  const alert = {
    status: over === undefined ? 'firing' : 'resolved',
    labels: { alertname: name, job: 'pampax', severity },
    annotations: { summary: name, ...(value === undefined ? {} : { value: String(value) }) },
    startsAt: at,
    endsAt: over ?? '0001-01-01T00:00:00Z',
    fingerprint: name,
  };
  const { pack } = story.world.ports.deployed;
  const read = readNotification({ version: '4', groupKey: '{}', alerts: [alert] }, allowedBy(pack, { alarms: {} }));
  for (const signal of read.signals) await story.signal(signal);
}

const places: Record<string, string> = {
  '#pampax-alerts': 'alerts',
  'customers@company.example': 'customers',
  pampax: 'status-page',
};
const written: Record<string, string> = {
  'customer-notice': 'customer notice',
  'customer-resolution': 'resolution entry',
};
const questions: Record<string, string> = {
  'Which runbook?': 'which runbook',
  'How to recover the data?': 'how to recover the data',
};
const tasks: Record<string, string> = {
  'Rebuild the timeline': 'rebuild the timeline',
  'Contributing factors': 'contributing factors',
  'Change analysis': 'change analysis',
  'Monitoring gaps': 'monitoring gaps',
  'Preventive actions': 'preventive actions',
  'Write and publish the RCA report': 'write the RCA report',
};
/** The placeholders of the sheet. */
const invited: Record<string, string> = {
  U123456789: 'oncall_engineer',
  U987654321: 'engineering_lead',
  U567890123: 'product_manager',
};
/** Who is asked and given work in the stories: the on-call engineer has acknowledged. */
const asked: Record<string, string> = { ...places, U123456789: 'responder' };

const second = (at: string): string => at.replace(/\.000Z$/, 'Z');
const known = (names: Record<string, string>, name: string): string => names[name] ?? `unknown ${name}`;
/** A place, or the target before the person: `responder/olga` is the responder. */
const whom = (to: string): string => places[to] ?? to.split('/')[0] ?? to;

/** Why somebody is paged, as a golden table calls it. */
function why(because: string, severity: string): string {
  if (because.startsWith('rule first: at once')) return `on call for ${severity}`;
  if (/^rule lead: \S+ \S+ unacknowledged/.test(because)) return 'unacknowledged at the response target';
  return because.startsWith('rule run-failed:') ? 'a runbook ended as failed' : because;
}

/** What a line of the timeline is in a golden table; undefined where tables say nothing of it. */
function ofLine(line: Line, severity: string): Omit<Told, 'at'> | undefined {
  const { kind, because, missed, within, update } = line;
  if (kind === 'page') return { who: line.target ?? '?', how: 'page', what: why(because, severity) };
  if (kind === 'deadline-missed') {
    const what = missed === 'respond' || missed === 'resolve' ? `target missed: ${missed} within ${within}` : because;
    return { who: 'timeline', how: 'record', what };
  }
  if (kind === 'digest') return { who: whom(line.to ?? '?'), how: 'digest', what: line.digest ?? '?' };
  if (kind !== 'update-due') return undefined;
  const what = line.audience === 'customers' ? 'customer notice due' : `unknown ${line.audience}`;
  return { who: whom(line.to?.split(' ')[0] ?? '?'), how: 'ask', what: update === 'final' ? `last ${what}` : what };
}

/** What was sent besides pages and what is asked for, which the timeline tells. What no table has is left out: how it goes on, in the team's channel. */
function ofSent({ to, message }: Story['world']['sent'][number]): Omit<Told, 'at'>[] {
  const [, , moment = '', template = ''] = message.key.split('.');
  if (message.kind === 'page' || message.kind === 'alert') return [];
  if (message.kind === 'room')
    return [
      ...message.room.people.map((person) => ({
        who: known(invited, person),
        how: 'tell' as const,
        what: 'invited to the war room',
      })),
      {
        who: 'room',
        how: 'tell',
        what: message.text.includes('Status: Investigating') ? 'opening card' : message.text,
      },
    ];
  if (moment === 'update-due') {
    if (written[template] === undefined) return [];
    return to.map((one) => ({ who: known(places, one), how: 'tell', what: known(written, template) }));
  }
  if (moment === 'question-asked') {
    const what = Object.entries(questions).find(([text]) => message.text.includes(text))?.[1];
    return what === undefined ? [] : to.map((one) => ({ who: known(asked, one), how: 'ask', what }));
  }
  if (moment === 'task-given')
    return Object.entries(tasks).flatMap(([text, what]) =>
      message.text.includes(text) ? to.map((one) => ({ who: known(asked, one), how: 'task' as const, what })) : [],
    );
  if (moment === 'opened') {
    const what = template === 'opened' ? 'alert card' : template;
    return to.map((one) => ({ who: known(places, one), how: 'tell', what }));
  }
  return [{ who: to.map((one) => places[one] ?? one).join('+'), how: 'tell', what: moment }];
}

/** What tables do not have, since neither sheet nor resolution gives it: how it goes on, in the team's own channel. */
const besides = [
  'acknowledged',
  'mitigation-started',
  'attempt-failed',
  'verification-failed',
  'verified',
  'resolved',
  'review-published',
];

/** Everything that happened up to an instant, as a golden table says it. */
export async function happenedAt(story: Story, until: string): Promise<Told[]> {
  await story.until(until);
  const { severity } = await story.incident();
  const lines = await story.run(() => story.world.timeline(story.id));
  const all = [
    ...lines.flatMap((line) => {
      const told = ofLine(line, severity);
      return told === undefined ? [] : [{ at: second(line.at), ...told }];
    }),
    ...story.world.sent.flatMap((sent) => ofSent(sent).map((told) => ({ at: second(sent.at), ...told }))),
  ];
  return all.filter(({ at, what }) => at <= until && !besides.includes(what));
}
