import { added, calendar, check, duration, moment, PLACES, place } from './declared.ts';
import { Draw } from './draw.ts';
import { withMore } from './more.ts';
import type { Names } from './names.ts';
import { withNewer } from './newer.ts';
import { randomPeople, zones } from './people.ts';
import { entry, written } from './rules.ts';
import { askable, criterion, runbook } from './runbooks.ts';

type Said = Record<string, unknown>;

/** A playbook as its author writes it. */
export interface Written {
  playbook: Said;
  people: Said;
  runbooks: Record<string, Said>;
  templates: Record<string, string>;
  certificates: Record<string, string>;
}

const keyed = <T>(names: readonly string[], one: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, one(name)]));
const CHAPTERS = ['assessment', 'communication', 'mitigation', 'closure', 'review'] as const;
const STAGES = [
  'opened',
  'mitigating',
  'attemptFailed',
  'verificationFailed',
  'verified',
  'unstable',
  'resolved',
  'closed',
  'ended',
];
const WORDS = ['investigating', 'fixing', 'watching', 'steady', 'over'];

/** A whole playbook, drawn from a seed: names come from what it declares itself, so that most are valid. */
export const randomPlaybook = (seed: number): Written =>
  withMore(seed, withNewer(new Draw(seed ^ 0x5bd1e995), drawn(new Draw(seed))));

function drawn(d: Draw): Written {
  const severities = d.many(1, 5, (n) => `SEV${n + 1}`);
  const silent = severities.length > 1 && d.chance(0.3) ? [severities.at(-1) ?? ''] : [];
  const loud = severities.filter((one) => !silent.includes(one));
  const calendars = d.some(['office', 'nights'], 1, 2);
  const tools = [...d.some(PLACES.plain, 1, 3), ...d.some(PLACES.ticket, 0, 3)];
  const names: Names = {
    severities,
    loud,
    services: d.some(['shop', 'search', 'mail'], 1, 3),
    bases: d.some(['metrics', 'operations'], 1, 2),
    calendars,
    moments: d.some(['soon', 'monday', 'quarterly', 'sprint', 'next-day'], 1, 5),
    digests: d.some(['daily', 'weekly'], 0, 2),
    facts: {},
    checks: d.many(1, 4, (n) => `check-${n}`),
    targets: ['lead', ...d.some(['primary', 'secondary', 'board'], 1, 3)],
    roles: ['IC', ...d.some(['CL', 'scribe'], 0, 2)],
    taken: 'IC',
    places: tools,
    publicPlaces: tools.filter(() => d.chance(0.15)),
    ticketPlaces: tools.filter((tool) => PLACES.ticket.includes(tool)),
    plainPlaces: tools.filter((tool) => PLACES.plain.includes(tool) && tool !== 'room'),
    statuses: [],
    categories: d.some(['speed', 'loss'], 0, 2),
    detectionRules: d.many(0, 3, (n) => `alarm-${n}`),
    runbooks: d.many(1, 3, (n) => `book-${n}`),
    horizons: d.some(['soon', 'later'], 1, 2),
    levels: d.many(0, 2, (n) => n + 1),
    rules: [],
  };
  const facts = {
    users: { title: 'Users', type: 'number', ...d.field(0.6, 'unit', () => 'users') },
    lost: { title: 'Data lost', type: 'flag' },
    impact: { title: 'Impact', values: ['none', 'low', 'high'] },
    where: { title: 'Where', type: 'text' },
  };
  names.facts = facts;
  const found = detection(d, names);
  names.categories = categoriesOf(found);
  const statuses = statusWords(d);
  names.statuses = [...new Set(Object.values({ ...defaults, ...statuses }).map((said) => wordOf(said)))];
  const first = {
    id: 'first',
    ...(silent.length === 0 ? {} : { if: { severity: loud } }),
    unless: 'acknowledged',
    do: { page: d.of([...names.targets, ...names.roles]) },
  };
  names.rules.push('first');
  const escalation = [first, ...d.many(0, 4, (n) => entry(d, names, `escalation-${n}`))];
  const chapters = Object.fromEntries(
    CHAPTERS.flatMap((chapter) =>
      d.chance(0.5) ? [[chapter, d.many(1, 3, (n) => entry(d, names, `${chapter}-${n}`))]] : [],
    ),
  );
  const reminders = d.field(0.4, 'reminders', () => itemReminders(d, names));
  const review = [
    ...((chapters['review'] ?? []) as Said[]),
    ...(reminders.reminders !== undefined && d.chance(0.5)
      ? [{ id: 'item-due', on: 'item-due', do: { tell: d.of(names.targets) } }]
      : []),
  ];
  const readiness = d.field(0.4, 'readiness', () => d.many(1, 2, (n) => drill(d, names, n)));
  return {
    playbook: {
      version: 2,
      name: 'random',
      title: 'A random playbook',
      zone: d.of(zones),
      ...d.field(0.2, 'principles', () => ['Mend first']),
      ...d.field(0.4, 'incidentId', () => d.of(['INC-{yyyymmdd}-{seq:3}', 'X{unix:6}', '{yyyy}_{hhmm}-{seq:2}'])),
      calendars: keyed(calendars, () => calendar(d)),
      businessCalendar: d.of(calendars),
      moments: keyed(names.moments, () => moment(d, calendars)),
      ...(names.digests.length === 0
        ? {}
        : {
            digests: keyed(names.digests, () => ({
              at: d.of(names.moments),
              ...d.field(0.4, 'template', () => 'plain'),
            })),
          }),
      services: keyed(names.services, () => ({
        title: 'A service',
        ...d.field(0.5, 'critical', () => d.chance(0.5)),
        ...d.field(0.3, 'statusPageComponent', () => 'part'),
        ...added(d),
      })),
      bases: keyed(names.bases, () => ({ title: 'A base' })),
      severities: severities.map((id) => severity(d, names, id)),
      ...(Object.keys(statuses).length === 0 ? {} : { statuses }),
      detection: found,
      checks: keyed(names.checks, () => check(d, names)),
      facts,
      ...d.field(0.6, 'triage', () => triage(d, names)),
      roles: names.roles.map((id) => ({
        id,
        title: `Role ${id}`,
        ...d.field(0.3, 'duties', () => ['decides']),
        ...d.field(0.3, 'skills', () => ['calm']),
        ...(id === 'IC'
          ? { takenBy: 'acknowledger' }
          : d.field(0.5, 'takenBy', () => d.of(['acknowledger', 'nobody']))),
        ...(names.roles.length === 1
          ? {}
          : d.field(0.2, 'apart', () => d.some(names.roles.filter((other) => other !== id)))),
        ...added(d),
      })),
      escalation,
      ...chapters,
      ...(review.length === 0 ? {} : { review }),
      ...(names.levels.length === 0
        ? {}
        : {
            levels: names.levels.map((level) => ({
              level,
              contacts: d.some(names.targets),
              notice: d.of(names.places),
              title: `Level ${level}`,
            })),
          }),
      ...d.field(0.2, 'escalateWhen', () => ['Nobody knows']),
      places: keyed(names.places, (tool) => ({
        ...place(d, tool, names),
        ...(names.publicPlaces.includes(tool) ? { public: true } : d.field(0.2, 'public', () => false)),
      })),
      ...d.field(0.6, 'fallback', () => d.of(names.places)),
      ...d.field(0.6, 'updates', () => d.many(1, 2, (n) => update(d, names, n))),
      ...d.field(0.5, 'room', () => ({
        ...d.field(0.5, 'if', () => written(d, names)),
        place: d.of(names.places),
        name: 'inc-{id}',
        private: d.chance(0.5),
        invite: d.some(names.targets),
        purpose: 'To mend it',
        ...d.field(0.5, 'bridge', () => 'https://meet.example.com/{ID}'),
      })),
      ...d.field(0.4, 'again', () => d.oneOrBy(severities, () => duration(d))),
      ...d.field(0.3, 'evidence', () => d.some(names.checks)),
      ...d.field(0.8, 'choice', () => choice(d, names)),
      ...d.field(0.7, 'verification', () => verification(d, names)),
      ...d.field(0.5, 'watch', () => d.by(severities, () => d.of(['0s', '1h', '1d', '3d']), 5)),
      ...d.field(0.4, 'meeting', () => meeting(d, names)),
      ...d.field(0.5, 'report', () => ({
        ...d.field(0.5, 'template', () => 'plain'),
        ...d.field(0.3, 'sections', () => ['What happened']),
        ...d.field(0.5, 'ask', () => askable(d, names)),
      })),
      items: items(d, names, reminders),
      ...d.field(0.4, 'metrics', () => ({
        ...d.field(0.6, 'customerShare', () => 'users'),
        ...d.field(0.6, 'countBy', () => d.some(Object.keys(facts))),
        ...d.field(0.6, 'stable', () => d.int(0, 100)),
      })),
      ...readiness,
      ...d.field(0.2, 'accept', () => [
        {
          claim: 'a-claim',
          ...d.field(0.5, 'severity', () => d.of(severities)),
          reason: 'for now',
          until: '2026-12-31',
        },
      ]),
    },
    people: randomPeople(d, names.targets),
    runbooks: keyed(names.runbooks, (id) => runbook(d, names, id)),
    templates: { plain: 'subject: {{ incident.id }}\n{{ incident.title }}\n', figures: '{{ readiness.id }}\n' },
    certificates: { 'certificates/authority.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
  };
}

const categoriesOf = ({ rules }: Said): string[] => [
  ...new Set((rules as { category?: string }[]).flatMap(({ category }) => category ?? [])),
];
const defaults: Said = {
  opened: 'investigating',
  mitigating: 'mitigating',
  attemptFailed: 'investigating',
  verificationFailed: 'investigating',
  verified: 'monitoring',
  unstable: 'monitoring',
  resolved: 'resolved',
  closed: 'closed',
  ended: 'closed',
};
const wordOf = (said: unknown): string => (typeof said === 'string' ? said : (said as { word: string }).word);
const statusWords = (d: Draw): Said =>
  Object.fromEntries(
    STAGES.filter(() => d.chance(0.3)).map((stage) => [
      stage,
      d.chance(0.5)
        ? d.of(WORDS)
        : {
            word: d.of(WORDS),
            ...d.field(0.7, 'public', () => d.of(['investigating', 'identified', 'monitoring', 'resolved'])),
          },
    ]),
  );

function severity(d: Draw, n: Names, id: string): Said {
  const time = () =>
    d.chance(0.3) ? d.of(n.moments) : d.chance(0.3) ? `${d.int(0, 8)}h ${d.of(n.calendars)}` : duration(d);
  return {
    id,
    ...d.field(0.3, 'names', () => [`Level ${id}`]),
    ...d.field(0.3, 'criteria', () => ['Nothing works']),
    ...d.field(0.3, 'examples', () => ['A cable is cut']),
    ...d.field(0.6, 'targets', () => ({ ...d.field(0.7, 'respond', time), ...d.field(0.7, 'resolve', time) })),
    ...d.field(0.4, 'ackTimeout', () => d.of(['1m', '20m', '2h'])),
    ...d.field(0.5, 'impact', () => d.of(['none', 'minor', 'major', 'critical'])),
    ...(n.loud.includes(id) ? {} : { pagesNobody: { owner: d.of(n.targets), ...added(d) } }),
  };
}

function detection(d: Draw, n: Names): Said {
  return {
    ...d.field(0.3, 'sources', () => ['cloudwatch']),
    ...d.field(0.2, 'mappings', () => ({ tool: { title: 'A tool', map: '{"key": id}' } })),
    rules: n.detectionRules.map((id) => {
      const rank = d.int(0, n.severities.length - 1);
      const severity = n.severities[rank] ?? '';
      const worse = n.severities.slice(0, rank + 1);
      const watched = d.chance(0.3);
      return {
        id,
        title: `Alarm ${id}`,
        ...d.field(0.3, 'measures', () => 'errors in %'),
        ...(watched || d.chance(0.5)
          ? { threshold: { ...d.of<Said>([{ above: 5 }, { below: 5 }]), ...d.field(0.5, 'unit', () => '%') } }
          : {}),
        ...d.field(0.4, 'for', () => d.of(['5m', '10m'])),
        severity,
        ...d.field(0.3, 'severityIfCritical', () => d.of(worse)),
        ...d.field(0.4, 'higher', () => [
          { above: 50, severity: d.of(worse) },
          ...(d.chance(0.5) ? [{ above: 9, severity: d.of(worse), fact: 'users' }] : []),
        ]),
        ...(n.categories.length === 0 ? {} : d.field(0.6, 'category', () => d.of(n.categories))),
        ...d.field(0.4, 'runbook', () => d.of(n.runbooks)),
        ...d.field(0.2, 'team', () => ['web']),
        ...d.field(0.2, 'matches', () => ({ alertname: id })),
        ...d.field(0.3, 'prometheus', () => ({ expr: 'up', ...d.field(0.5, 'service', () => d.of(n.services)) })),
        ...(watched
          ? {
              cloudwatch: {
                namespace: 'AWS/SQS',
                metric: 'Age',
                ...d.field(0.5, 'dimensions', () => ({ Queue: '{service}' })),
                ...d.field(0.5, 'statistic', () => d.of(['Sum', 'p95'])),
                ...d.field(0.5, 'period', () => '5m'),
                ...d.field(0.5, 'services', () => d.some(n.services)),
              },
            }
          : {}),
        ...added(d),
      };
    }),
    ...d.field(0.5, 'otherwise', () => ({ severity: d.of(n.severities), ...added(d) })),
    ...d.field(0.4, 'group', () => d.of(['service', 'signal'])),
    ...d.field(0.3, 'flapping', () => ({
      ...d.field(0.7, 'changes', () => d.int(2, 6)),
      ...d.field(0.7, 'within', () => '20m'),
    })),
    ...d.field(0.5, 'recovery', () => ({ does: d.of(['note', 'verify', 'resolve']), ...added(d) })),
  };
}

function triage(d: Draw, n: Names): Said {
  const of = d.some(n.checks, 1, 4);
  const worst = d.int(0, n.severities.length - 1);
  return {
    ...d.field(0.6, 'snapshot', () => d.some(n.checks)),
    ...d.field(0.5, 'count', () => ({
      of,
      bands: [
        { atLeast: d.int(1, of.length), severity: n.severities[worst] },
        { atLeast: 0, severity: d.of(n.severities.slice(worst)) },
      ],
    })),
    ...d.field(0.4, 'confirm', () => ({
      ask: askable(d, n),
      ...d.field(0.5, 'again', () => duration(d)),
      ...d.field(0.4, 'severities', () => d.some(n.severities)),
    })),
    ...d.field(0.3, 'impactMatrix', () => [
      {
        level: 'High',
        users: 'all',
        functions: 'paying',
        revenue: 'much',
        example: 'a cut cable',
        ...d.field(0.6, 'severity', () => d.of(n.severities)),
      },
    ]),
  };
}

function update(d: Draw, n: Names, m: number): Said {
  const statuses = n.statuses.filter((word) => !n.severities.includes(word));
  const cadence = (): string => d.of(['10m', '30m', '4h']);
  const every = (): unknown =>
    d.of([
      cadence,
      () => d.by(n.severities, cadence, 5),
      () => d.by(statuses, () => (d.chance(0.5) ? cadence() : d.by(n.severities, cadence))),
    ])();
  const fields = () =>
    d.many(1, 2, (f) => ({ id: `field-${f}`, title: 'News', ...d.field(0.4, 'optional', () => d.chance(0.5)) }));
  const again = d.field(0.6, 'every', every);
  return {
    id: `audience-${m}`,
    title: `audience ${m}`,
    ...d.field(0.4, 'if', () => written(d, n)),
    to: d.oneOrMore(n.places),
    ...d.field(0.6, 'writer', () => d.of([n.taken, [n.taken, ...n.roles]])),
    template: 'plain',
    ...d.field(0.4, 'fields', fields),
    ...d.field(0.5, 'first', () => ({
      ...d.field(0.5, 'from', () => d.of(['0m', '10m'])),
      within: d.of(['20m', '1h']),
    })),
    ...again,
    ...(again.every === undefined
      ? {}
      : d.field(0.4, 'during', () => d.oneOrBy(n.severities, () => d.of(n.calendars)))),
    ...d.field(0.5, 'final', () => ({
      within: d.of(['1h', '1d']),
      ...d.field(0.4, 'template', () => 'plain'),
      ...d.field(0.4, 'fields', fields),
    })),
    ...added(d),
  };
}

const choice = (d: Draw, n: Names): Said => ({
  ask: askable(d, n),
  text: 'How is it mended?',
  ...d.field(0.5, 'again', () => d.of(['5m', '1h'])),
  ...(n.levels.length === 0 ? {} : d.field(0.5, 'tellLevel', () => d.of(n.levels))),
  options: d.many(1, 3, (m) => ({
    id: `option-${m}`,
    title: `Option ${m}`,
    ...d.field(0.8, 'runbook', () => d.of(n.runbooks)),
    ...(n.detectionRules.length === 0 ? {} : d.field(0.3, 'rules', () => d.some(n.detectionRules))),
  })),
  ...added(d),
});

const verification = (d: Draw, n: Names): Said => ({
  settle: d.of(['0s', '60s', '5m']),
  pass: d.many(1, 2, (m) => criterion(d, n, m)),
  ...d.field(0.6, 'stability', () => ({
    interval: d.of(['30s', '60s']),
    total: d.of(['10m', '20m']),
    passes: d.int(1, 4),
    ...d.field(0.5, 'restarts', () => d.int(0, 2)),
    ...added(d),
  })),
  ...d.field(0.6, 'exhausted', () => ({ ask: askable(d, n), ...d.field(0.5, 'again', () => duration(d)) })),
});

const meeting = (d: Draw, n: Names): Said => ({
  at: d.oneOrBy(n.severities, () => d.of(n.moments)),
  ...d.field(0.5, 'lasts', () => '45m'),
  ...d.field(0.4, 'within', () => '2d'),
  ...d.field(0.5, 'invitation', () => ({
    producer: 'Shop',
    uid: '{id}@shop.example',
    summary: 'Review of {id}',
    description: 'What happened',
    location: 'Room 1',
    organizer: { name: 'Shop', email: 'shop@shop.example' },
    attendees: ['team@shop.example'],
  })),
  ...added(d),
});

const itemReminders = (d: Draw, n: Names): Said => ({
  at: '09:00',
  ...d.field(0.5, 'businessDay', () => d.chance(0.5)),
  before: d.some(['0d', '2d', '1w'], 1, 3),
  ...d.field(0.5, 'overdue', () => ({ every: d.of(['1d', '2d']), times: d.int(1, 5) })),
  ...d.field(0.5, 'escalate', () => ({ after: d.of(['2d', '1w']), to: d.some(n.targets) })),
  ...added(d),
});

const items = (d: Draw, n: Names, reminders: Said): Said => ({
  ...d.field(0.4, 'id', () => 'AI-{id}-{n}'),
  horizons: keyed(n.horizons, () => d.of(['2w', '30d'])),
  ...d.field(0.4, 'samples', () => [
    {
      title: 'Add an alarm',
      priority: 'high',
      owner: 'lead',
      due: d.of(['1d', '1w']),
      category: 'alarms',
      horizon: d.of(n.horizons),
    },
  ]),
  ...reminders,
});

const drill = (d: Draw, n: Names, m: number): Said => ({
  id: `drill-${m}`,
  at: d.of(n.moments),
  ...d.field(0.6, 'text', () => 'A drill'),
  do: {
    tell: d.oneOrMore([...n.plainPlaces, ...n.targets]),
    ...d.field(0.4, 'template', () => 'figures'),
  },
  ...added(d),
});
