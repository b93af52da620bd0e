import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import type { Command, Signal } from '#core/incident/command';
import type { Kind } from '#core/incident/events';
import { cloudWatchSignal } from '#core/ingest/cloudwatch';
import type { Pack, People } from '#core/playbook/pack';
import { Duration, seconds } from '#core/playbook/words';
import { declare } from '#core/store/declare';
import type { Line } from '#core/store/timeline';
import { Change, Effect } from '#local/patient/state';
import { World } from './world.ts';

/** Thrown when the signal's or the script's file is not what it should be; names file, place and what would be right. */
export class InvalidFile extends Error {
  override readonly name = 'InvalidFile';
}

export interface Simulation {
  pack: Pack;
  people: People;
  at: Date;
  until: string;
  signalFile: string;
  scriptFile?: string | undefined;
  service?: string | undefined;
  rule?: string | undefined;
}
export interface Simulated {
  incident: { id: string; severity: string; status: string };
  timeline: Line[];
}

const kinds: Kind[] = [
  'opened',
  'severity',
  'page',
  'escalation',
  'message',
  'update-due',
  'acknowledged',
  'role',
  'decision',
  'status',
  'mitigation',
  'verification',
  'recovered',
  'resolved',
  'reopened',
  'closed',
  'deadline-missed',
  'review',
  'action-item',
  'digest',
];

const Manual = z.strictObject({
  source: z.literal('manual'),
  title: z.string().min(1),
  severity: z.string().optional(),
  service: z.string().optional(),
  reporter: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const Step = z.discriminatedUnion('do', [
  z.strictObject({
    after: Duration,
    do: z.literal('probe'),
    ...Change.shape,
    actions: z.record(z.string(), Effect).optional(),
  }),
  z.strictObject({ after: Duration, do: z.literal('acknowledge'), by: z.string(), reason: z.string().optional() }),
  z.strictObject({
    after: Duration,
    do: z.literal('escalate'),
    by: z.string(),
    level: z.int().optional(),
    to: z.string().optional(),
    reason: z.string(),
  }),
  z.strictObject({
    after: Duration,
    do: z.literal('severity'),
    by: z.string(),
    severity: z.string(),
    reason: z.string(),
  }),
  z.strictObject({ after: Duration, do: z.literal('roles'), by: z.string(), role: z.string(), person: z.string() }),
  z.strictObject({ after: Duration, do: z.literal('responders'), by: z.string(), to: z.string(), reason: z.string() }),
  z.strictObject({
    after: Duration,
    do: z.literal('updates'),
    by: z.string(),
    audience: z.string(),
    what: z.enum(['update', 'final', 'summary']).default('update'),
    fields: z.record(z.string(), z.string()).default({}),
    text: z.string().optional(),
  }),
  z.strictObject({ after: Duration, do: z.literal('notes'), by: z.string(), text: z.string() }),
  z.strictObject({
    after: Duration,
    do: z.literal('decisions'),
    by: z.string(),
    question: z.string(),
    option: z.string(),
    reason: z.string().optional(),
  }),
  z.strictObject({
    after: Duration,
    do: z.literal('resolve'),
    by: z.string(),
    as: z.enum(['fixed', 'recovered', 'false-alarm', 'duplicate']),
    of: z.string().optional(),
    reason: z.string(),
  }),
  z.strictObject({ after: Duration, do: z.literal('reopen'), by: z.string(), reason: z.string() }),
]);
type Step = z.infer<typeof Step>;

/** Plays one incident on a virtual clock: the deployment's own machines, tasks and hands. The same files give the same timeline. */
export async function simulate({
  pack,
  people,
  at,
  until,
  signalFile,
  scriptFile,
  service,
  rule,
}: Simulation): Promise<Simulated> {
  const script = scriptFile === undefined ? [] : readScript(scriptFile);
  if (!Duration.safeParse(until).success) throw new InvalidFile(`--until: ${until} is no duration; right would be 14d`);
  const given = readSignal(signalFile, pack, service, rule);
  const world = new World({ start: at.toISOString(), pack, people });
  let id = '';
  const failed: string[] = [];
  world.clock.run(async () => {
    id =
      'declare' in given
        ? String((await declare(world.ports, 'simulate', given.declare.reporter ?? 'simulate', given.declare))['id'])
        : ((await world.signal(given.signal)).incidentId ?? '');
    for (const { step, line } of script) {
      world.clock.at(at.getTime() + seconds(step.after) * 1000, async () => {
        try {
          await perform(world, id, step);
        } catch (error) {
          failed.push(
            `${scriptFile ?? ''}:${line}: ${step.do}: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      });
    }
  });
  await world.clock.settle();
  if (id === '') throw new InvalidFile(`${signalFile}: this signal opens no incident`);
  await world.clock.wind(new Date(at.getTime() + seconds(until) * 1000));
  if (failed.length > 0) throw new InvalidFile(failed.join('\n'));
  const incident = await world.incident(id);
  const timeline = (await world.timeline(id)).filter((line) => kinds.includes(line.kind));
  return { incident: { id, severity: incident.severity, status: incident.status }, timeline };
}

async function perform(world: World, id: string, step: Step): Promise<void> {
  if (step.do === 'probe') {
    const { after: _after, do: _do, actions = {}, ...change } = step;
    world.measuring = true;
    world.patient.setState(change);
    for (const [name, effect] of Object.entries(actions)) world.patient.setAction(name, effect);
    return;
  }
  await world.say(id, commandOf(step));
}

function commandOf(step: Exclude<Step, { do: 'probe' }>): Command {
  const { after: _after, ...said } = step;
  switch (said.do) {
    case 'acknowledge':
      return { do: 'acknowledge', by: said.by, ...some({ reason: said.reason }) };
    case 'escalate':
      return { do: 'escalate', by: said.by, reason: said.reason, ...some({ level: said.level, to: said.to }) };
    case 'severity':
      return { ...said, do: 'set-severity' };
    case 'roles':
      return { ...said, do: 'take-role' };
    case 'responders':
      return { ...said, do: 'add-responder' };
    case 'updates':
      return {
        do: 'update',
        by: said.by,
        audience: said.audience,
        what: said.what,
        fields: { ...said.fields, ...some({ text: said.text }) },
      };
    case 'notes':
      return { ...said, do: 'note' };
    case 'decisions':
      return {
        do: 'answer',
        by: said.by,
        question: said.question,
        option: said.option,
        ...some({ reason: said.reason }),
      };
    case 'resolve':
      return { do: 'resolve', by: said.by, as: said.as, reason: said.reason, ...some({ of: said.of }) };
    case 'reopen':
      return said;
  }
}

const some = <T extends Record<string, unknown>>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidFile(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function readSignal(
  file: string,
  pack: Pack,
  service?: string,
  rule?: string,
): { signal: Signal } | { declare: z.infer<typeof Manual> } {
  let value: unknown;
  try {
    value = JSON.parse(textOf(file));
  } catch (error) {
    if (error instanceof InvalidFile) throw error;
    throw new InvalidFile(`${file}: is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (typeof value === 'object' && value !== null && 'source' in value && value.source === 'manual') {
    const manual = Manual.safeParse(value);
    if (!manual.success) throw new InvalidFile(`${file}: ${issues(manual.error)}`);
    return { declare: manual.data };
  }
  const { services, detection } = pack.playbook;
  const known = { services: Object.keys(services), rules: detection.rules.map((r) => r.id) };
  for (const [option, name, list] of [
    ['--service', service, known.services],
    ['--rule', rule, known.rules],
  ] as const) {
    if (name !== undefined && !list.includes(name))
      throw new InvalidFile(`${option}: ${name} is none of ${list.join(', ')}`);
  }
  try {
    // every alarm is let in; what it watches is said by the options, by the form <service>--<rule>, or by the words of its name
    const signal = cloudWatchSignal(value, { alarms: {}, alarmPrefix: '', anyName: true, ...known });
    if (signal === undefined) throw new InvalidFile(`${file}: is no alarm`);
    const longest = (words: string[]): string | undefined =>
      words.filter((w) => signal.title.includes(w)).sort((a, b) => b.length - a.length)[0];
    return {
      signal: {
        ...signal,
        service: service ?? signal.service ?? longest(known.services),
        rule: rule ?? signal.rule ?? longest(known.rules),
      },
    };
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidFile(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

const issues = (error: z.ZodError): string =>
  error.issues.map((i) => `${i.path.join('.') || '(root)'}: ${i.message}`).join('; ');

function readScript(file: string): { step: Step; line: number }[] {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines });
  const [first] = document.errors;
  if (first !== undefined) throw new InvalidFile(`${file}:${lines.linePos(first.pos[0]).line}: ${first.message}`);
  const raw: unknown = document.toJS() ?? [];
  if (!Array.isArray(raw))
    throw new InvalidFile(`${file}: is a list of steps: - {after: 5m, do: acknowledge, by: alice}`);
  return raw.map((value: unknown, n) => {
    const node: unknown = document.getIn([n], true);
    const range =
      typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
        ? Number(node.range[0])
        : 0;
    const { line } = lines.linePos(range);
    const step = Step.safeParse(value);
    if (!step.success) throw new InvalidFile(`${file}:${line}: ${issues(step.error)}`);
    return { step: step.data, line };
  });
}
