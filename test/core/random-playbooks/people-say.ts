import type { Command } from '#core/incident/command';
import type { Draw } from './draw.ts';
import type { Life } from './life.ts';
import { approvalAnswer, readings } from './machine.ts';

/** A command that a person, a signal or the sweeper might say at any time; it may be refused. */
export function anything(d: Draw, life: Life, key: string): Command {
  const { playbook } = life.pack;
  const i = life.state;
  const severity = d.of(playbook.severities).id;
  const facts: Record<string, string | number | boolean> = d.of([
    { users: d.int(0, 60) },
    { lost: d.chance(0.5) },
    { impact: 'high' },
    { where: 'yes' },
  ]);
  const signal = {
    source: 'cloudwatch',
    key: d.of([key, 'another', 'a third']),
    at: new Date(life.now - d.int(0, 60) * 1000).toISOString(),
    title: 'It is slow',
    rule: d.of([...playbook.detection.rules.map(({ id }) => id), 'none']),
    value: d.int(0, 100),
    summary: 'slow',
  };
  const audience = playbook.updates.length === 0 ? 'nobody' : d.of(playbook.updates).id;
  const approval = approvalAnswer(d, i);
  return d.of<Command>([
    ...(approval === undefined ? [] : [approval, approval, approval]),
    { do: 'acknowledge', by: 'p0' },
    { do: 'release', by: 'p0' },
    { do: 'cannot', by: 'p0' },
    { do: 'not-me', by: 'p0' },
    { do: 'escalate', by: 'p0', reason: 'help', ...d.of([{ level: 1 }, { to: 'IC' }, { to: 'lead' }, {}]) },
    { do: 'add-responder', by: 'p0', to: 'lead', reason: 'help' },
    { do: 'set-severity', by: 'p0', severity, reason: 'seen' },
    { do: 'set-severity', by: 'p0', severity, reason: 'seen' },
    { do: 'assign-role', by: 'p0', role: 'IC', person: 'p0' },
    { do: 'state-facts', by: 'p0', facts },
    { do: 'state-facts', by: 'p0', facts },
    { do: 'note', by: 'p0', text: 'a note' },
    { do: 'update', by: 'p0', audience, what: d.of(['update', 'final']), fields: { text: 'x' } },
    { do: 'signal-fired', signal: { ...signal, state: 'firing' } },
    { do: 'signal-recovered', signal: { ...signal, state: 'recovered' } },
    { do: 'open-room', run: i.run.n, cycle: i.cycle, visit: i.communicateVisit },
    { do: 'tell-audiences', run: i.run.n, cycle: i.cycle, visit: i.communicateVisit },
    {
      do: 'evidence-gathered',
      readings: readings(life, 7, playbook.evidence),
      run: i.run.n,
      cycle: i.cycle,
      visit: i.visit,
    },
    { do: 'ticket-opened', place: d.of(Object.keys(playbook.places)), shown: 'OPS-1' },
    { do: 'public-told', at: i.lastAt, place: d.of(Object.keys(playbook.places)) },
    { do: 'run-died', run: i.run.n, how: 'stopped' },
    { do: 'replan' },
  ]);
}
