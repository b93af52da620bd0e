import { CHAPTERS } from '#core/rules/expand';
import { added } from './declared.ts';
import type { Draw } from './draw.ts';
import type { Written } from './playbook.ts';

type Said = Record<string, unknown>;

/**
 * What the language has learnt last, added to a playbook that is drawn already: by draws of its own, so that all that stands in it, and every
 * pair of test/playbooks/leaves, stays as it was.
 */
export function withNewer(d: Draw, written: Written): Written {
  const before = itemsInOrder(d, takenOfIncident(d, posted(d, shownInside(d, written))));
  return ofServices(
    d,
    ticked(d, waysOfShorthand(d, otherReports(d, handedOver(d, proposed(d, toldOfWork(d, before)))))),
  );
}

/** Names of the tasks that an entry gives. */
function tasksOf({ id, checklist, items = {}, do: does = [] }: Giving): string[] {
  if (checklist !== undefined) return Object.keys(items).map((item) => `${checklist}.${item}`);
  const tasks = [does].flat().filter((action) => 'task' in action);
  return tasks.map((_, n) => (tasks.length === 1 ? id : `${id}.${n + 1}`));
}
interface Giving {
  id: string;
  checklist?: string;
  items?: Said;
  do?: Said | Said[];
}

/** Rules that act once a task is ticked, or until one is. */
function ticked(d: Draw, written: Written): Written {
  const { playbook } = written;
  const tasks = CHAPTERS.flatMap((chapter) => ((playbook[chapter] ?? []) as Giving[]).flatMap(tasksOf));
  if (tasks.length === 0 || !d.chance(0.6)) return written;
  const one = { ticked: d.oneOrMore(tasks) };
  const rules = [
    {
      id: 'once-ticked',
      if: d.of<Said>([one, { not: one }, { any: [one, { severity: 'SEV1' }] }]),
      do: { tell: 'lead' },
    },
    { id: 'until-ticked', after: '9m', every: '6h', unless: one, do: { tell: 'lead' } },
  ];
  const { closure = [] } = playbook as { closure?: Said[] };
  return { ...written, playbook: { ...playbook, closure: [...closure, ...d.some(rules, 1, 2)] } };
}

/** Channels of a ladder, of one of its steps, or of a matrix. */
function waysOfShorthand(d: Draw, written: Written): Written {
  const way = (): string | string[] => d.oneOrMore(['push', 'sms', 'email']);
  const entry = (said: Said): Said => {
    if (said['matrix'] !== undefined)
      return said['page'] !== undefined && d.chance(0.3) ? { ...said, via: way() } : said;
    if (said['ladder'] === undefined || !d.chance(0.4)) return said;
    const [first, ...others] = said['page'] as unknown[];
    const long = d.chance(0.6);
    const step = long ? { page: first, ...d.field(0.7, 'via', way) } : first;
    // channels of the ladder are those of the steps that have none
    return { ...said, page: [step, ...others], ...(others.length > 0 || !long ? d.field(0.6, 'via', way) : {}) };
  };
  const { playbook } = written;
  const chapters = CHAPTERS.flatMap((chapter) => {
    const entries = playbook[chapter] as Said[] | undefined;
    return entries === undefined ? [] : [[chapter, entries.map(entry)]];
  });
  return { ...written, playbook: { ...playbook, ...Object.fromEntries(chapters) } };
}

/** The organisation's own application, told by a rule of its own. */
function shownInside(d: Draw, written: Written): Written {
  if (!d.chance(0.25)) return written;
  const { places, communication = [] } = written.playbook as { places: Said; communication?: Said[] };
  const place = d.without(0.4, ['link'], {
    tool: 'in-app',
    base: 'https://api.example.com',
    path: '/notices',
    secret: 'app',
    link: 'https://status.example.com',
    ...d.field(0.5, 'public', () => d.chance(0.7)),
    ...added(d),
  });
  const rule = { id: 'in-app', after: d.of(['0m', '10m']), do: { tell: 'in-app', template: 'plain' } };
  return {
    ...written,
    playbook: {
      ...written.playbook,
      places: { ...places, 'in-app': place },
      communication: [...communication, rule],
    },
  };
}

/** A task with a text that is prepared for it, alone or beside another. */
function posted(d: Draw, written: Written): Written {
  if (!d.chance(0.3)) return written;
  const { communication = [] } = written.playbook as { communication?: Said[] };
  const task = { task: 'lead', text: 'Post it', template: 'plain' };
  const rule = {
    id: 'posted',
    after: '5m',
    do: d.chance(0.5) ? task : [task, { task: 'lead', text: 'Read what is answered' }],
  };
  return { ...written, playbook: { ...written.playbook, communication: [...communication, rule] } };
}

/** Actions that change a service of ECS, by a value of their own or one of the incident. */
function ofServices(d: Draw, written: Written): Written {
  const changing = (act: Said): Said => {
    if (!d.chance(0.15)) return act;
    const change = d.of<Said>([
      { desiredCount: d.int(0, 9) },
      { taskDefinition: 'shop:3' },
      { forceNewDeployment: true },
      { parameters: { desiredCount: { of: 'fact.users' } } },
      { parameters: { taskDefinition: 'shop:4' } },
    ]);
    return {
      kind: 'ecs-service',
      cluster: 'shop',
      service: 'shop',
      ...change,
      ...d.field(0.4, 'roles', () => ['shop']),
    };
  };
  return withActs(written, changing);
}

/** Parameters of actions that are what the incident says. */
function takenOfIncident(d: Draw, written: Written): Written {
  const taking = (act: Said): Said => {
    // a task of ECS has a container for them, or none
    const may = act['kind'] !== 'ecs-task' || act['container'] !== undefined;
    if (!d.chance(0.3) || !may) return act;
    const of = d.of(['id', 'began', 'opened', 'severity', 'fact.users']);
    return { ...act, parameters: { ...(act['parameters'] as Said | undefined), taken: { of } } };
  };
  return withActs(written, taking);
}

/** The playbook with other actions in place of those of its runbooks. */
function withActs(written: Written, other: (act: Said) => Said): Written {
  const runbooks = Object.entries(written.runbooks).map(([id, book]) => {
    const steps = (book['steps'] as Said[]).map((step) => ({
      ...step,
      ...(step['act'] === undefined ? {} : { act: other(step['act'] as Said) }),
      ...(step['undo'] === undefined ? {} : { undo: other(step['undo'] as Said) }),
    }));
    return [id, { ...book, steps }];
  });
  return { ...written, runbooks: Object.fromEntries(runbooks) };
}

/** Action items that count from the review, and one that waits for another. */
function itemsInOrder(d: Draw, written: Written): Written {
  const { items, meeting } = written.playbook as { items: Said & { samples?: Said[] }; meeting?: Said };
  const [first] = items.samples ?? [];
  const from = d.field(0.5, 'from', () => (meeting === undefined ? 'resolved' : d.of(['review', 'resolved'])));
  const second = { ...first, title: 'Look at the alarm', dependsOn: [first?.['title']] };
  const samples = first === undefined || d.chance(0.5) ? {} : { samples: [first, second] };
  return { ...written, playbook: { ...written.playbook, items: { ...items, ...from, ...samples } } };
}

/** A rule that tells of planned work before it begins. */
function toldOfWork(d: Draw, written: Written): Written {
  if (!d.chance(0.25)) return written;
  const { communication = [], severities } = written.playbook as {
    communication?: Said[];
    severities: { id: string }[];
  };
  const rule = {
    id: 'before-work',
    ...d.field(0.5, 'if', () => ({ fact: { impact: 'high' } })),
    before: d.oneOrBy(
      severities.map(({ id }) => id),
      () => d.of(['10m', '1d']),
    ),
    do: { tell: 'lead', ...d.field(0.4, 'template', () => 'plain') },
  };
  return { ...written, playbook: { ...written.playbook, communication: [...communication, rule] } };
}

/** A rule that runs a runbook, which allows it or is only proposed. */
function proposed(d: Draw, written: Written): Written {
  const { choice, mitigation = [] } = written.playbook as { choice?: { options: Said[] }; mitigation?: Said[] };
  const run = choice?.options.map(({ runbook }) => runbook).find((id) => typeof id === 'string');
  if (typeof run !== 'string' || !d.chance(0.4)) return written;
  const act = { run };
  const rule = {
    id: 'mend',
    ...d.of<Said>([{ on: 'opened' }, { on: 'attempt-failed' }, { after: '7m' }]),
    do: d.chance(0.5) ? act : [act, { tell: 'lead', template: 'plain' }],
  };
  const automatic = d.field(0.6, 'automatic', () => d.chance(0.7));
  return {
    ...written,
    playbook: { ...written.playbook, mitigation: [...mitigation, rule] },
    runbooks: { ...written.runbooks, [run]: { ...written.runbooks[run], ...automatic } },
  };
}

/** A duty that is handed over, and told of. */
function handedOver(d: Draw, written: Written): Written {
  if (!d.chance(0.25)) return written;
  const { readiness = [] } = written.playbook as { readiness?: Said[] };
  const [rotation] = Object.keys(written.people['rotations'] as Said);
  const entry = {
    id: 'hand-over',
    handover: rotation,
    ...d.field(0.6, 'before', () => d.of(['1h', '1d'])),
    do: { tell: d.of(['incoming', ['incoming', 'outgoing']]) },
  };
  return { ...written, playbook: { ...written.playbook, readiness: [...readiness, entry] } };
}

/** A second report, of all incidents or of some. */
function otherReports(d: Draw, written: Written): Written {
  if (!d.chance(0.25)) return written;
  const { report = {} } = written.playbook as { report?: Said };
  const high = { fact: { impact: 'high' } };
  const rca = {
    title: 'Analysis',
    template: 'plain',
    ...d.field(0.7, 'if', () => d.of<unknown>([high, [high, { known: 'users' }]])),
  };
  return { ...written, playbook: { ...written.playbook, report: { ...report, others: { rca } } } };
}
