import type { Draw } from './draw.ts';
import { EVENTS, type Names } from './names.ts';

type Said = Record<string, unknown>;

const range = (d: Draw): Said =>
  d.of<Said>([
    { above: 0 },
    { atLeast: 1 },
    { below: 9 },
    { atMost: 5 },
    { atLeast: 0, below: 100 },
    { above: 2, atMost: 40 },
  ]);

function factAsked(d: Draw, { facts }: Names): Said {
  return d.by(
    Object.keys(facts),
    (name) => {
      const { type, values } = facts[name] ?? {};
      if (values !== undefined) return d.oneOrMore(values);
      if (type === 'number') return d.chance(0.7) ? range(d) : d.oneOrMore([0, 3, 40]);
      return type === 'flag' ? d.chance(0.5) : d.oneOrMore(['yes', 'no', 'perhaps']);
    },
    2,
  );
}

/** What holds, in a map. `checks`: a step may read them. */
export function condition(d: Draw, n: Names, depth = 0, checks = false): Said {
  const words: [string, () => unknown][] = [
    ['severity', () => d.oneOrMore(n.severities)],
    ['status', () => d.oneOrMore(n.statuses)],
    ['service', () => d.oneOrMore(n.services)],
    ['source', () => d.oneOrMore(['cloudwatch', 'manual', 'alertmanager'])],
    ['fact', () => factAsked(d, n)],
    ['known', () => d.oneOrMore(Object.keys(n.facts))],
    ['acknowledged', () => (d.chance(0.3) ? true : d.oneOrMore([...n.targets, ...n.roles]))],
    ['told', () => d.oneOrMore(n.places)],
    ['openFor', () => d.of(['0s', '10m', '2h', '1d'])],
  ];
  if (n.categories.length > 0) words.push(['category', () => d.oneOrMore(n.categories)]);
  if (n.rules.length > 0) words.push(['done', () => d.oneOrMore(n.rules)]);
  if (checks) words.push(['check', () => d.by(n.checks, () => range(d), 2)]);
  if (depth < 2) {
    words.push(['any', () => d.many(1, 3, () => condition(d, n, depth + 1, checks))]);
    words.push(['not', () => condition(d, n, depth + 1, checks)]);
  }
  return Object.fromEntries(d.some(words, 1, 2).map(([word, value]) => [word, value()]));
}

/** As it is written: a map, or a list of maps. */
export const written = (d: Draw, n: Names, checks = false): unknown =>
  d.chance(0.6) ? condition(d, n, 0, checks) : d.many(1, 2, () => condition(d, n, 1, checks));

const TEMPLATE = 'plain';
const whom = (d: Draw, n: Names): string | string[] => d.oneOrMore([...n.targets, ...n.roles]);

function telling(d: Draw, n: Names): Said {
  const tell = d.oneOrMore([...n.places, ...n.targets, ...n.roles]);
  const isPublic = [tell].flat().some((word) => n.publicPlaces.includes(word));
  return { tell, ...(isPublic || d.chance(0.4) ? { template: TEMPLATE } : {}) };
}

const within = (d: Draw): { within?: string } => d.field(0.5, 'within', () => d.of(['0s', '10m', '2h', '1d']));

/** One thing that a rule does. */
function action(d: Draw, n: Names, pages: boolean): Said {
  const verbs: (() => Said)[] = [
    () => telling(d, n),
    () => ({ ask: whom(d, n), facts: d.some(Object.keys(n.facts)), ...within(d) }),
    () => ({
      task: whom(d, n),
      text: 'Look after it',
      ...within(d),
      ...d.field(0.4, 'blocks', () => d.of(['resolved', 'closed'])),
    }),
    () => ({ raise: d.of(n.loud) }),
  ];
  if (n.digests.length > 0) verbs.push(() => ({ digest: d.of(n.digests), to: whom(d, n) }));
  if (n.ticketPlaces.length > 0)
    verbs.push(() => ({ ticket: d.oneOrMore(n.ticketPlaces), ...d.field(0.4, 'template', () => TEMPLATE) }));
  if (pages)
    verbs.push(
      () => ({ page: whom(d, n) }),
      () => ({ page: whom(d, n) }),
    );
  return d.of(verbs)();
}

const span = (d: Draw, n: Names): string =>
  d.chance(0.2)
    ? `${d.int(0, 8)}${d.of(['m', 'h'])} ${d.of(n.calendars)}`
    : `${d.int(1, 90)}${d.of(['s', 'm', 'm', 'h', 'd'])}`;
const often = (d: Draw, n: Names): string =>
  d.chance(0.2) ? `${d.int(1, 8)}h ${d.of(n.calendars)}` : `${d.int(1, 90)}${d.of(['m', 'h', 'd'])}`;
const keeps = (d: Draw, n: Names): unknown =>
  d.chance(0.55) ? d.of(['acknowledged', 'acknowledged', 'resolved']) : written(d, n);

/** No two rules page one person at one time: each wait is drawn once. */
function ownWait(d: Draw, n: Names): unknown {
  const one = () => `${n.rules.length * 61 + d.int(1, 60)}s`;
  return d.chance(0.7) ? one() : d.by(n.loud, one, 5);
}

const onlyLoud = (d: Draw, n: Names, more: unknown): Said => {
  const all = n.loud.length === n.severities.length;
  const asked = typeof more === 'object' && more !== null && !Array.isArray(more) ? (more as Said) : {};
  return all ? (d.chance(0.5) && more !== undefined ? { if: more } : {}) : { if: { ...asked, severity: n.loud } };
};

function timedRule(d: Draw, n: Names, id: string): Said {
  const actions = d.many(1, d.of([1, 3]), () => action(d, n, true));
  const pages = actions.some((one) => 'page' in one);
  const since = d.field(0.4, 'since', () => d.of([...EVENTS, 'progress', 'unacknowledged', ...n.rules]));
  const byMoment = since.since !== 'progress' && d.chance(pages ? 0.1 : 0.25);
  const when = byMoment
    ? { at: d.oneOrBy(n.severities, () => d.of(n.moments)) }
    : pages || since.since === 'progress'
      ? { after: ownWait(d, n) }
      : d.field(0.6, 'after', () => d.oneOrBy(n.severities, () => span(d, n)));
  return {
    id,
    ...(pages ? onlyLoud(d, n, written(d, n)) : d.field(0.4, 'if', () => written(d, n))),
    ...when,
    ...since,
    ...d.field(0.3, 'every', () => d.oneOrBy(n.severities, () => often(d, n))),
    ...d.field(0.3, 'during', () => d.oneOrBy(n.severities, () => d.of(n.calendars))),
    ...(pages ? { unless: keeps(d, n) } : d.field(0.3, 'unless', () => keeps(d, n))),
    ...d.field(0.2, 'approve', () => whom(d, n)),
    do: actions.length === 1 && d.chance(0.85) ? actions[0] : actions,
    ...d.field(0.25, 'added', () => d.chance(0.5)),
  };
}

function eventRule(d: Draw, n: Names, id: string): Said {
  const actions = d.many(1, d.of([1, 3]), () => action(d, n, true));
  return {
    id,
    on: d.oneOrMore(EVENTS),
    ...d.field(0.4, 'if', () => written(d, n)),
    ...d.field(0.3, 'unless', () => keeps(d, n)),
    ...d.field(0.2, 'approve', () => whom(d, n)),
    do: actions.length === 1 && d.chance(0.85) ? actions[0] : actions,
    ...d.field(0.25, 'added', () => d.chance(0.5)),
  };
}

function ladder(d: Draw, n: Names, id: string): { entry: Said; steps: number } {
  const page = d.many(1, 3, () => whom(d, n));
  const repeat = d.field(0.5, 'repeat', () => d.int(0, 2));
  const entry = {
    ladder: id,
    ...onlyLoud(d, n, written(d, n)),
    after: d.chance(0.7) ? `${d.int(601, 4999)}s` : d.by(n.loud, () => `${d.int(601, 4999)}s`, 5),
    unless: keeps(d, n),
    ...repeat,
    page,
    ...d.field(0.25, 'added', () => d.chance(0.5)),
  };
  return { entry, steps: page.length * ((repeat.repeat ?? 0) + 1) };
}

function matrix(d: Draw, n: Names, id: string): Said {
  const does = d.of(['page', 'tell', 'both']);
  const columns = d.some(n.loud, 1, 5);
  const cell = (): string =>
    d.chance(0.2) ? 'never' : d.chance(0.3) ? d.of([...n.moments, ...n.digests]) : span(d, n);
  const timed = (m: number): string =>
    d.chance(0.2)
      ? 'never'
      : d.chance(0.3)
        ? d.of([...n.moments, ...n.digests])
        : `${n.rules.length * 61 + m * 7 + d.int(1, 6)}m`;
  const row = (one: () => string) => columns.map(one);
  // who is paged has no row among those who are told
  const [first, ...others] = n.targets;
  const paged = d.chance(0.5) ? [first ?? ''] : d.some(others, 1, 2);
  const page = () => Object.fromEntries(paged.map((name, m) => [name, row(() => timed(m))]));
  const open = n.places.filter((place) => !n.publicPlaces.includes(place));
  const tell = () =>
    Object.fromEntries(
      d.some([...open, ...n.targets.filter((one) => !paged.includes(one))], 1, 2).map((name) => [name, row(cell)]),
    );
  return {
    matrix: id,
    ...d.field(0.4, 'if', () => written(d, n)),
    ...d.field(0.3, 'during', () => d.oneOrBy(n.severities, () => d.of(n.calendars))),
    unless: keeps(d, n),
    columns,
    ...(does === 'tell' ? {} : { page: page() }),
    ...(does === 'page' ? {} : { tell: tell(), ...d.field(0.5, 'template', () => TEMPLATE) }),
    ...d.field(0.25, 'added', () => d.chance(0.5)),
  };
}

function checklist(d: Draw, n: Names, id: string): Said {
  const byEvent = d.chance(0.4);
  const byMoment = d.chance(0.3);
  const since = d.field(0.4, 'since', () => d.of([...EVENTS, 'unacknowledged', ...n.rules]));
  const timed = byMoment
    ? { at: d.oneOrBy(n.severities, () => d.of(n.moments)), ...since }
    : { ...d.field(0.6, 'after', () => d.oneOrBy(n.severities, () => span(d, n))), ...since };
  return {
    checklist: id,
    ...d.field(0.4, 'if', () => written(d, n)),
    ...(byEvent ? { on: d.oneOrMore(EVENTS) } : timed),
    ...d.field(0.3, 'unless', () => keeps(d, n)),
    who: whom(d, n),
    ...d.field(0.4, 'blocks', () => d.of(['resolved', 'closed'])),
    items: Object.fromEntries(
      d.many(1, 4, (m) => [
        `item-${m}`,
        { text: `Do ${m}`, ...within(d), ...d.field(0.3, 'optional', () => d.chance(0.5)) },
      ]),
    ),
    ...d.field(0.25, 'added', () => d.chance(0.5)),
  };
}

/** A rule or shorthand for several; what it names itself is then known to those that follow. */
export function entry(d: Draw, n: Names, id: string): Said {
  switch (d.of(['timed', 'timed', 'event', 'ladder', 'matrix', 'checklist'])) {
    case 'timed': {
      const rule = timedRule(d, n, id);
      n.rules.push(id);
      return rule;
    }
    case 'event': {
      const rule = eventRule(d, n, id);
      n.rules.push(id);
      return rule;
    }
    case 'ladder': {
      const { entry: made, steps } = ladder(d, n, id);
      for (let step = 1; step <= steps; step += 1) n.rules.push(`${id}.${step}`);
      return made;
    }
    case 'matrix':
      return matrix(d, n, id);
    default: {
      const made = checklist(d, n, id);
      n.rules.push(id);
      return made;
    }
  }
}
