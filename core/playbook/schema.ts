import * as z from 'zod';
import { bySeverity, Chapter } from '#core/rules/rule';
import { Calendar } from '#core/time/calendar';
import { Moment, MomentName } from '#core/time/moment';
import { When } from '#core/time/when';
import { Place, PublicStatus, Update, WarRoom } from './communication.ts';
import { Level, Team } from './escalation.ts';
import { Facts } from './facts.ts';
import { Mapping, Matches } from './mapping.ts';
import { Choice } from './mitigation.ts';
import { Metrics, ReadinessEntry } from './readiness.ts';
import { Items, Meeting, Report } from './review.ts';
import { CloudWatchSource, PrometheusSource } from './rule-sources.ts';
import { Check, Verification } from './verification.ts';
import { Added, CalendarDate, Duration, Id, nameOf, seconds, Text, Zone } from './words.ts';

/** One rung of the severity scale; the list runs from the worst to the least. */
export const Severity = z.strictObject({
  id: Id,
  names: z.array(Text).default([]),
  criteria: z.array(Text).default([]),
  examples: z.array(Text).default([]),
  targets: z
    .strictObject({
      respond: When.optional().meta({ description: 'An acknowledgement is owed within: a duration or a moment' }),
      resolve: When.optional().meta({ description: 'Resolution is owed within: a duration or a moment' }),
    })
    .default({}),
  ackTimeout: Duration.refine((time) => seconds(time) >= 60, 'at least 1m')
    .optional()
    .meta({
      description:
        'An acknowledgement lapses this long after it, or after the last progress, and who is on call is paged again',
    }),
  /** How it is shown to customers. */
  impact: z.enum(['none', 'minor', 'major', 'critical']).default('minor'),
  /** Wakes nobody: its owner is told, and no question is asked twice. */
  pagesNobody: z.strictObject({ owner: nameOf('who'), added: Added.optional() }).optional(),
});

/** A detection rule: what an alarm stands for. A signal's value above `higher` rates it up at once. */
export const Rule = z.strictObject({
  id: Id,
  title: Text,
  measures: Text.optional(),
  threshold: z
    .strictObject({ above: z.number().optional(), below: z.number().optional(), unit: z.string().optional() })
    .optional(),
  for: Duration.optional(),
  severity: nameOf('severity'),
  /** The severity for services that the playbook calls critical, where it differs. */
  severityIfCritical: nameOf('severity').optional(),
  /** `fact`: a fact of the signal that is compared instead of its value; a signal without it is not rated up. */
  higher: z.array(z.strictObject({ above: z.number(), severity: nameOf('severity'), fact: Id.optional() })).default([]),
  category: Id.optional(),
  runbook: nameOf('runbook').optional(),
  team: z.array(Id).default([]),
  matches: Matches.optional(),
  prometheus: PrometheusSource.optional(),
  cloudwatch: CloudWatchSource.optional(),
  added: Added.optional(),
});

export const Service = z.strictObject({
  title: Text,
  critical: z.boolean().default(false),
  team: nameOf('team').optional().meta({ description: 'The team of `teams` that answers for it' }),
  /** The component's id on the status page. */
  statusPageComponent: z.string().optional(),
  added: Added.optional(),
});

export const Detection = z.strictObject({
  sources: z.array(Text).default([]),
  /** What else may post JSON to `/v1/signals/<name>`, and how it is read. */
  mappings: z
    .record(Id, Mapping)
    .optional()
    .meta({ description: 'Tools that post their own JSON to /v1/signals/<name>' }),
  rules: z.array(Rule).default([]),
  otherwise: z
    .strictObject({ severity: nameOf('severity'), added: Added.optional() })
    .optional()
    .meta({ description: 'What a signal that names no rule is rated; left out, the worst severity' }),
  /** `service`: alarms of one service join its open incident until it is resolved; `signal`: each alarm its own incident. */
  group: z.enum(['service', 'signal']).default('service'),
  /** A signal flaps while it has changed this often between firing and recovered within this time. */
  flapping: z
    .strictObject({ changes: z.int().min(2).max(20).default(4), within: Duration.default('30m') })
    .prefault({}),
  /** When all signals have recovered: note it, start verification, or resolve as recovered while nobody has acknowledged (else verify). */
  recovery: z
    .strictObject({ does: z.enum(['note', 'verify', 'resolve']), added: Added.optional() })
    .default({ does: 'verify' }),
});

/** What is looked at before anybody decides, and what follows from it by itself. */
export const Triage = z
  .strictObject({
    snapshot: z
      .array(nameOf('check'))
      .default([])
      .meta({ description: 'Checks that are read once at the start and kept with the incident' }),
    count: z
      .strictObject({
        of: z.array(nameOf('check')).min(1),
        bands: z.array(z.strictObject({ atLeast: z.number().int().min(0), severity: nameOf('severity') })).min(1),
      })
      .optional()
      .meta({
        description:
          'Counts components that are read as failing; one that cannot be read is not counted, and does not raise a severity',
      }),
    confirm: z
      .strictObject({
        ask: nameOf('who'),
        again: Duration.optional(),
        severities: z.array(nameOf('severity')).optional(),
      })
      .optional()
      .meta({ description: 'A person confirms the severity; without an answer the question is put again' }),
    impactMatrix: z
      .array(
        z.strictObject({
          level: Text,
          users: Text,
          functions: Text,
          revenue: Text,
          example: Text,
          severity: nameOf('severity').optional(),
        }),
      )
      .default([])
      .meta({ description: 'Levels of impact, shown to who rates' }),
  })
  .prefault({});

export const Role = z.strictObject({
  id: Id,
  title: Text,
  duties: z.array(Text).default([]),
  skills: z.array(Text).default([]),
  /** Who gets the role by itself: `acknowledger` is the person who acknowledges first. */
  takenBy: z.enum(['acknowledger', 'nobody']).default('nobody'),
  apart: z
    .array(nameOf('role'))
    .max(20)
    .default([])
    .meta({ description: 'Roles that are never held by the same person' }),
  added: Added.optional(),
});

/** The playbook's own word for a stage of the engine, and the word of a public status page for it. */
const Status = z
  .union([Text, z.strictObject({ word: Text, public: PublicStatus.optional() })])
  .transform((said): { word: string; public?: PublicStatus | undefined } =>
    typeof said === 'string' ? { word: said } : said,
  )
  .meta({ description: 'The playbook’s own word; `{ word, public }` where a status page shows this stage too' });

/** The playbook's words for the stages of the engine. */
export const Statuses = z
  .strictObject({
    opened: Status.prefault('investigating'),
    mitigating: Status.prefault('mitigating'),
    attemptFailed: Status.prefault('investigating'),
    verificationFailed: Status.prefault('investigating'),
    verified: Status.prefault('monitoring'),
    unstable: Status.prefault('monitoring'),
    resolved: Status.prefault('resolved'),
    closed: Status.prefault('closed'),
    ended: Status.prefault('closed'),
  })
  .prefault({});

/** A whole playbook as `playbook.yaml` holds it; what may be left out, `withDefaults` fills in. */
export const PlaybookFile = z.strictObject({
  version: z.literal(2),
  name: Id,
  title: Text,
  zone: Zone,
  principles: z.array(Text).default([]),
  /** `{yyyymmdd}` `{yyyy}` `{hhmm}` `{unix:4}` (Unix seconds, last 4 digits) `{seq:3}` (counted for what the rest of the id gives) in an id. */
  incidentId: z
    .string()
    .regex(/^[A-Za-z0-9_-]*(\{(yyyy|yyyymmdd|hhmm|unix:\d+|seq:\d+)\}[A-Za-z0-9_-]*)+$/)
    .default('INC-{yyyymmdd}-{seq:3}'),
  calendars: z.record(Id, Calendar).default({}),
  moments: z
    .record(MomentName, Moment)
    .default({})
    .meta({ description: 'Wall-clock times that rules and targets name' }),
  digests: z
    .record(Id, z.strictObject({ at: MomentName.meta({ names: 'moment' }), template: nameOf('template').optional() }))
    .default({})
    .meta({ description: 'What rules collect for a person, and the moment at which it goes out' }),
  businessCalendar: nameOf('calendar').optional(),
  services: z.record(Id, Service).default({}),
  teams: z.record(Id, Team).default({}).meta({ description: 'Teams that answer for services, by id' }),
  /** Addresses beside the services' own that checks and actions speak to; the deployment gives them. */
  bases: z.record(Id, z.strictObject({ title: Text })).default({}),
  severities: z.array(Severity).min(1),
  statuses: Statuses,
  detection: Detection.prefault({}),
  checks: z.record(Id, Check).default({}),
  facts: Facts.meta({ description: 'What people find out about an incident, by name' }),
  triage: Triage,
  assessment: Chapter.default([]).meta({ description: 'Rules that find out how bad it is' }),
  roles: z
    .array(Role)
    .min(1, 'at least one role; left out, who acknowledges first leads')
    .prefault([{ id: 'lead', title: 'Incident lead', takenBy: 'acknowledger' }]),
  escalation: Chapter.meta({ description: 'Rules that page and tell, in the order in which they act' }),
  levels: z.array(Level).default([]).meta({ description: 'Rungs to which people escalate by hand' }),
  escalateWhen: z
    .array(Text)
    .default([])
    .meta({ description: 'When people should escalate by hand; shown, never evaluated' }),
  communication: Chapter.default([]).meta({
    description: 'Rules that tell places and people, in the order in which they act',
  }),
  places: z.record(Id, Place).default({}).meta({ description: 'Where messages go' }),
  fallback: nameOf('place').optional().meta({
    description:
      'The place that hears what a role or target would that means nobody; left out, the only place, or the person whom the catch-all means',
  }),
  updates: z.array(Update).max(50).default([]).meta({ description: 'Updates that people write' }),
  room: WarRoom.optional(),
  again: bySeverity(Duration).default('30m').meta({
    description:
      'How often a question, a form or an approval without an answer is put again, where it does not say so itself; by severity, one that is left out is asked once. At least 1m',
  }),
  evidence: z
    .array(nameOf('check'))
    .default([])
    .meta({ description: 'Read-only checks that are kept with the incident before anything is changed' }),
  choice: Choice.optional().meta({
    description: 'Left out, the role that who acknowledges takes is asked whether it is mended',
  }),
  mitigation: Chapter.default([]).meta({ description: 'Rules of the time in which it is mended' }),
  verification: Verification.optional().meta({
    description: 'Left out, it is resolved once a person says that it is mended, or all alarms have recovered',
  }),
  closure: Chapter.default([]).meta({
    description: 'Rules of the end: what must be done before it is resolved or closed',
  }),
  watch: z
    .record(nameOf('severity'), Duration)
    .default({})
    .meta({ description: 'By severity, how long a resolved incident is watched before it closes' }),
  review: Chapter.default([]).meta({ description: 'Rules of what follows the end' }),
  meeting: Meeting.optional(),
  report: Report,
  items: Items,
  metrics: Metrics,
  readiness: z
    .array(ReadinessEntry)
    .max(50)
    .default([])
    .meta({ description: 'What happens by the calendar and belongs to no incident: drills, reports' }),
  /** Claims that this playbook knowingly does not meet, each with its reason. */
  accept: z
    .array(z.strictObject({ claim: Id, severity: nameOf('severity').optional(), reason: Text, until: CalendarDate }))
    .default([]),
});

type Written = z.infer<typeof PlaybookFile>;

/** A playbook with what its author has left out: the engine knows no playbook without it. */
export function withDefaults({ detection, choice, verification, fallback, ...rest }: Written) {
  const [worst] = rest.severities;
  // of the roles the one that somebody is sure to take
  const lead = rest.roles.find(({ takenBy }) => takenBy === 'acknowledger') ?? rest.roles[0];
  const ask = lead?.id ?? '';
  const places = Object.keys(rest.places);
  return {
    ...rest,
    detection: { ...detection, otherwise: detection.otherwise ?? { severity: worst?.id ?? '' } },
    choice: choice ?? { ask, text: 'Is it mended?', options: [{ id: 'mended', title: 'It is mended' }] },
    verification: {
      settle: '0s',
      pass: [],
      ...verification,
      exhausted: verification?.exhausted ?? { ask },
    },
    fallback: fallback ?? (places.length === 1 ? places[0] : undefined),
  } satisfies Record<string, unknown>;
}

export const Playbook = PlaybookFile.transform(withDefaults);
export type Playbook = z.infer<typeof Playbook>;
export type Severity = z.infer<typeof Severity>;
export type Rule = z.infer<typeof Rule>;
