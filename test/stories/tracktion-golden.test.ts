import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import type { Line } from '#core/message/line';
import { second } from '#test/golden-run';
import { Story } from '#test/story';
import { type Told, told } from '../playbooks/golden/row.ts';
import { tracktion } from '../playbooks/golden/tracktion.ts';

type Act = Omit<Told, 'at'>;
/** Rules by which somebody is paged or told, as a table calls them. */
const rules: Record<string, { page: string; level?: number }> = {
  'P1-secondary': { page: 'escalation: unacknowledged 5 min' },
  A: { page: 'escalation rule A: unacknowledged 15 min', level: 3 },
  B: { page: 'escalation rule B: unacknowledged 30 min', level: 2 },
  C: { page: 'escalation rule C: unresolved 1 h', level: 4 },
  D: { page: 'escalation rule D: unresolved 2 h', level: 5 },
  'P2-secondary': { page: 'escalation: unacknowledged 30 min' },
  'P3-secondary': { page: 'escalation: unacknowledged 30 min' },
  'P1-secondary-hour': { page: "escalation: the secondary's hour" },
  'P2-secondary-hour': { page: "escalation: the secondary's hour" },
  'P3-secondary-hour': { page: "escalation: the secondary's hour" },
};
const ruleIn = (because: string): string => /^rule (\S+): /.exec(because)?.[1] ?? '';
const severityIn = (rule: string): string => /^(P\d)-first$/.exec(rule)?.[1] ?? '?';

function paged({ target = '?', because }: Line): Act {
  const rule = ruleIn(because);
  const first =
    target === 'oncall_manager' ? 'P1 goes to the on-call manager at once' : `on call for ${severityIn(rule)}`;
  return { who: target, how: 'page', what: rules[rule]?.page ?? first };
}

/** What a person or a place hears of a rule of the escalation. */
function escalated(who: string, place: string, because: string): Act {
  const rule = ruleIn(because);
  const level = rules[rule]?.level;
  if (level !== undefined && place === 'paging') return { who, how: 'tell', what: `level ${level}, reason and time` };
  if (level !== undefined) return { who, how: 'tell', what: `escalation notice, level ${level}` };
  if (rule === 'P2-first') return { who, how: 'tell', what: 'P2 goes to the team lead too' };
  if (rule === 'stuck') return { who, how: 'tell', what: '30 min without progress' };
  return { who, how: 'tell', what: because.startsWith('P4 pages nobody') ? 'the ticket is theirs' : because };
}

function heard({ to = '?', place = '', template = '', because }: Line, severity: string): Act[] {
  const who = place.startsWith('person:') ? (to.split('/')[0] ?? to) : place;
  switch (template) {
    case 'opened':
      return [{ who, how: 'tell', what: `first thread message${severity === 'P1' ? ', all hands' : ''}` }];
    case 'room-opened':
      return [
        { who, how: 'tell', what: 'war room opened' },
        { who: 'core_team', how: 'tell', what: 'invited to the war room' },
      ];
    case 'page-investigating':
      return [{ who, how: 'tell', what: 'investigating' }];
    case 'question-asked':
      // of an incident that pages nobody the engine puts it into the thread once, and not again
      return severity === 'P4' ? [] : [{ who, how: 'ask', what: 'resolution type' }];
    case 'escalated':
      return [escalated(who, place, because)];
    // the record, the checklist and what was missed stand in no table; what is due and a digest have lines of their own
    case 'assessed':
    case 'task-given':
    case 'target-missed':
    case 'update-due':
    case 'digest':
      return [];
    default:
      return [{ who, how: 'tell', what: template }];
  }
}

/** What a line of the timeline is in a golden table. */
function acts(line: Line, severity: string): Act[] {
  const { kind, to = '?', audience = '?', missed, within, digest = '?' } = line;
  const record = (what: string): Act[] => [{ who: 'timeline', how: 'record', what }];
  if (kind === 'page') return [paged(line)];
  if (kind === 'message') return heard(line, severity);
  if (kind === 'digest') return [{ who: to.split('/')[0] ?? to, how: 'digest', what: digest }];
  if (kind === 'update-due')
    return [{ who: to.replace('#', ''), how: 'ask', what: `${audience.replace('customers', 'customer')} update due` }];
  if (kind === 'deadline-missed' && missed === 'communicate') return record(`first update to ${audience} missed`);
  if (kind === 'deadline-missed' && missed !== 'task') return record(`target missed: ${missed} within ${within}`);
  return [];
}

test.each(tracktion.tables.map((table) => [table.title, table] as const))(
  'if nobody ever answers: %s',
  async (_, table) => {
    // nothing can be read, so the count of components rates nothing
    const story = new Story();
    story.id = await story.run(async () => {
      const said = { title: 'Uploads are broken', severity: table.severity, service: 'analysis-service' };
      return textOf((await declare(story.world.ports, 'declare', 'piet', said))['id']);
    });
    await story.until(table.until);
    const lines = await story.run(() => story.world.timeline(story.id));
    const rows = lines
      .flatMap((line) => acts(line, table.severity).map((act) => ({ at: second(line.at), ...act, cites: '' })))
      .filter(({ at }) => at <= table.until);
    // of a ticket for the least (TR 30) the playbook says nothing: Tracktion names no tool for it
    const expected = table.rows.filter(({ how }) => how !== 'ticket');
    expect(told({ ...table, rows })).toEqual(told({ ...table, rows: expected }));
  },
);
