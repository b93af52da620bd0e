import {
  acknowledged,
  alarmed,
  answers,
  asked,
  chosen,
  claims,
  closed,
  declared,
  flaps,
  type Happens,
  inTurn,
  lasts,
  looks,
  measured,
  rated,
  resolved,
  reviewed,
  roomOpened,
  says,
} from './lives.ts';
import type { Surface } from './observed.ts';
import { gone } from './place.ts';

/** Two playbooks that differ in one leaf, written where random ones do not come: what the small playbook says besides, by place, and what happens. */
export interface ByHand {
  leaf: string;
  says?: Record<string, unknown>;
  at: string;
  to: unknown;
  shows: Surface;
  happens?: Happens;
}

const layers = {
  zone: 'Europe/Berlin',
  layers: [{ shift: '1w', handover: { day: 'mon', time: '09:00' }, starts: '2026-01-05', members: ['alice', 'bob'] }],
};
const leaves = (until: string) => ['alice', { person: 'bob', until }];
const reminders = { at: '09:00', before: ['2d'], escalate: { after: '1w', to: ['lead'] } };
const meeting = {
  at: 'tomorrow',
  invitation: {
    producer: 'Shop',
    uid: '{id}@shop.example',
    summary: 'Review of {id}',
    description: 'What happened',
    location: 'Room 1',
    organizer: { name: 'Shop', email: 'shop@shop.example' },
    attendees: ['team@shop.example'],
  },
};
const final = { within: '1h', fields: [{ id: 'cause', title: 'Cause', optional: true }] };
/** No template names a field, so that a field may have another name. */
const plain = { 'templates.update': '{{ update.text | raw }}\n', 'playbook.updates.0.final': final };
const wrote = (what: 'update' | 'final'): Happens =>
  says({ do: 'update', by: 'alice', audience: 'team', what, fields: { text: 'We look at it' } });
const steps = (...all: readonly Record<string, unknown>[]) => ({ 'runbooks.restart.steps': all });
const human = (id: string) => ({ id, human: 'IC', instruction: 'Look at the shelf' });
/** Nothing else names it. */
const silent = (id: string) => ({ id, pagesNobody: { owner: 'lead' } });
const pass = (limit: Record<string, number>) => ({
  'runbooks.restart.pass': [{ id: 'few', check: 'errors', ...limit }],
});
/** The first step goes on to the third, where a check that fails goes on to the second. */
const goesOver = (step: Record<string, unknown>) =>
  steps(
    { id: 'look', check: { health: { atLeast: 1 } }, else: { goto: 'second' } },
    step,
    human('second'),
    human('third'),
  );

const accept = [{ claim: 'paged-twice', severity: 'SEV1', reason: 'Nobody else is there', until: '2026-12-31' }];
/** A rule acts at a moment, and nothing else is due by then. */
const acts = (moment: Record<string, unknown>) => ({
  'playbook.moments': { later: moment },
  'playbook.closure': [{ id: 'later', at: 'later', do: { tell: 'incidents' } }],
  'playbook.updates': [],
});
const exception = (field: string, to: unknown): ByHand => ({
  leaf: `playbook.accept[].${field}`,
  says: { 'playbook.accept': accept },
  at: `playbook.accept.0.${field}`,
  to,
  shows: 'handbook',
});

export const BY_HAND: readonly ByHand[] = [
  exception('claim', 'paged-thrice'),
  exception('reason', 'It is a small team'),
  exception('severity', gone),
  exception('until', '2027-12-31'),
  { leaf: 'playbook.bases.*.title', at: 'playbook.bases.prometheus.title', to: 'Metrics', shows: 'handbook' },
  { leaf: 'people.rotations.*.handover.day', at: 'people.rotations.weekly.handover.day', to: gone, shows: 'handbook' },
  {
    leaf: 'people.rotations.*.layers[].handover.day',
    says: { 'people.rotations.weekly': layers },
    at: 'people.rotations.weekly.layers.0.handover.day',
    to: gone,
    shows: 'handbook',
  },
  {
    leaf: 'people.rotations.*.members[].until',
    says: { 'people.rotations.weekly.members': leaves('2026-04-01') },
    at: 'people.rotations.weekly.members.1.until',
    to: '2026-05-01',
    shows: 'duties',
  },
  {
    leaf: 'people.rotations.*.layers[].members[].until',
    says: {
      'people.rotations.weekly': layers,
      'people.rotations.weekly.layers.0.members': leaves('2026-04-01'),
    },
    at: 'people.rotations.weekly.layers.0.members.1.until',
    to: '2026-05-01',
    shows: 'duties',
  },
  {
    leaf: 'playbook.detection.flapping.changes',
    says: { 'playbook.detection.flapping': { changes: 3, within: '20m' } },
    at: 'playbook.detection.flapping.changes',
    to: 4,
    shows: 'trace',
    happens: inTurn(alarmed('errors'), flaps, lasts(1)),
  },
  {
    leaf: 'playbook.detection.flapping.within',
    says: { 'playbook.detection.flapping': { changes: 3, within: '20m' } },
    at: 'playbook.detection.flapping.within',
    to: '30m',
    shows: 'trace',
    happens: inTurn(alarmed('errors'), flaps, lasts(1)),
  },
  {
    leaf: 'playbook.items.reminders.at',
    says: { 'playbook.items.reminders': reminders },
    at: 'playbook.items.reminders.at',
    to: '10:00',
    shows: 'calendar',
  },
  {
    leaf: 'playbook.items.reminders.escalate.to[]',
    says: { 'playbook.items.reminders': reminders, 'people.targets.board': { title: 'Board', person: 'bob' } },
    at: 'playbook.items.reminders.escalate.to.0',
    to: 'board',
    shows: 'calendar',
    happens: declared(),
  },
  {
    leaf: 'playbook.meeting.invitation.organizer.email',
    says: { 'playbook.moments': { tomorrow: { days: 1, time: '09:00' } }, 'playbook.meeting': meeting },
    at: 'playbook.meeting.invitation.organizer.email',
    to: 'board@shop.example',
    shows: 'calendar',
    happens: reviewed,
  },
  {
    leaf: 'playbook.moments.*.from',
    says: acts({ every: '2w', from: '2026-01-05', time: '10:00' }),
    at: 'playbook.moments.later.from',
    to: '2026-01-12',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, lasts(400)),
  },
  {
    leaf: 'playbook.moments.*.of',
    says: {
      'playbook.calendars.weekend': { days: ['sat', 'sun'], from: '09:00', to: '17:00' },
      ...acts({ days: 1, of: 'office', time: '10:00' }),
    },
    at: 'playbook.moments.later.of',
    to: 'weekend',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, lasts(400)),
  },
  {
    leaf: 'playbook.moments.*.orNext',
    // a Saturday
    says: acts({ days: 3, time: '10:00', orNext: 'office' }),
    at: 'playbook.moments.later.orNext',
    to: gone,
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, lasts(400)),
  },
  { leaf: 'playbook.items.horizons.*', at: 'playbook.items.horizons.soon', to: '2w', shows: 'handbook' },
  {
    leaf: 'people.overrides[].reason',
    says: {
      'people.overrides.0.to': '2026-03-31T08:00:00Z',
      'people.overrides.0.reason': 'a holiday',
    },
    at: 'people.overrides.0.reason',
    to: 'a fair',
    shows: 'duties',
  },
  {
    leaf: 'chapter[]<do>.approve',
    says: { 'playbook.escalation.0.approve': 'lead' },
    at: 'playbook.escalation.0.approve',
    to: 'IC',
    shows: 'trace',
    happens: inTurn(declared(), lasts(1)),
  },
  {
    leaf: 'chapter[]<do>.approve[]',
    says: { 'playbook.escalation.0.approve': ['CL', 'lead'] },
    at: 'playbook.escalation.0.approve.0',
    to: 'primary',
    shows: 'trace',
    happens: inTurn(declared(), lasts(1)),
  },
  {
    leaf: 'playbook.again.*',
    says: { 'playbook.again': { SEV1: '10m' }, 'playbook.choice.again': gone },
    at: 'playbook.again.SEV1',
    to: '20m',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, asked, lasts(1)),
  },
  {
    leaf: 'playbook.roles[].apart[]',
    says: { 'playbook.roles.1.apart': ['IC'], 'playbook.roles.2': { id: 'scribe', title: 'Scribe' } },
    at: 'playbook.roles.1.apart.0',
    to: 'scribe',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, (life) =>
      life.say({ do: 'assign-role', by: 'alice', role: 'CL', person: 'alice' }, 'refused'),
    ),
  },
  {
    leaf: 'playbook.name',
    says: { 'playbook.detection.rules.0.prometheus': { expr: 'rate(errors[5m]) > 5' } },
    at: 'playbook.name',
    to: 'large',
    shows: 'calendar',
  },
  {
    leaf: 'playbook.room.name',
    says: {
      'playbook.room': {
        place: 'incidents',
        name: 'inc-{id}',
        private: false,
        invite: ['lead'],
        purpose: 'To mend it',
      },
    },
    at: 'playbook.room.name',
    to: 'room-{id}',
    shows: 'trace',
    happens: inTurn(declared(), roomOpened),
  },
  {
    leaf: 'playbook.severities[].id',
    says: {
      'playbook.detection.otherwise': gone,
      'playbook.severities': [silent('SEV0'), { id: 'SEV1' }, silent('SEV2')],
    },
    at: 'playbook.severities.0.id',
    to: 'SEV00',
    shows: 'trace',
    happens: alarmed(),
  },
  {
    leaf: 'playbook.statuses.closed',
    at: 'playbook.statuses.closed',
    to: 'over',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, resolved, closed),
  },
  {
    leaf: 'playbook.statuses.unstable',
    at: 'playbook.statuses.unstable',
    to: 'shaky',
    shows: 'trace',
    happens: measured(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  },
  {
    leaf: 'playbook.statuses.verificationFailed',
    at: 'playbook.statuses.verificationFailed',
    to: 'not mended',
    shows: 'trace',
    happens: measured(0),
  },
  {
    leaf: 'playbook.triage.count.bands[].atLeast',
    at: 'playbook.triage.count.bands.0.atLeast',
    to: 2,
    shows: 'trace',
    happens: inTurn(alarmed('errors'), rated),
  },
  {
    leaf: 'playbook.updates[].during.*',
    says: {
      'playbook.calendars.nights': { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '22:00', to: '06:00' },
      'playbook.updates.0.during': { SEV1: 'office' },
    },
    at: 'playbook.updates.0.during.SEV1',
    to: 'nights',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, lasts(24)),
  },
  {
    leaf: 'playbook.updates[].fields[].id',
    says: plain,
    at: 'playbook.updates.0.fields.0.id',
    to: 'tidings',
    shows: 'form',
  },
  {
    leaf: 'playbook.updates[].fields[].optional',
    says: plain,
    at: 'playbook.updates.0.fields.0.optional',
    to: true,
    shows: 'form',
  },
  {
    leaf: 'playbook.updates[].final.fields[].id',
    says: plain,
    at: 'playbook.updates.0.final.fields.0.id',
    to: 'reason',
    shows: 'form',
  },
  {
    leaf: 'playbook.updates[].final.fields[].optional',
    says: plain,
    at: 'playbook.updates.0.final.fields.0.optional',
    to: false,
    shows: 'form',
  },
  {
    leaf: 'playbook.updates[].final.fields[].title',
    says: plain,
    at: 'playbook.updates.0.final.fields.0.title',
    to: 'What it came from',
    shows: 'form',
  },
  {
    leaf: 'playbook.updates[].final.template',
    says: {
      ...plain,
      'templates.ended': 'Over: {{ update.text | raw }}\n',
      'playbook.updates.0.final.template': 'ended',
    },
    at: 'playbook.updates.0.final.template',
    to: 'update',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, wrote('update'), resolved, wrote('final')),
  },
  {
    leaf: 'playbook.updates[].template',
    says: { ...plain, 'templates.news': 'News: {{ update.text | raw }}\n' },
    at: 'playbook.updates.0.template',
    to: 'news',
    shows: 'trace',
    happens: inTurn(declared(), acknowledged, wrote('update')),
  },
  {
    leaf: 'playbook.updates[].writer[]',
    says: { 'playbook.roles.2': { id: 'scribe', title: 'Scribe' } },
    at: 'playbook.updates.0.writer.0',
    to: 'scribe',
    shows: 'trace',
    happens: inTurn(
      declared(),
      acknowledged,
      says({ do: 'assign-role', by: 'alice', role: 'CL', person: 'bob' }),
      lasts(1),
    ),
  },
  {
    leaf: 'playbook.verification.pass[].id',
    says: { 'playbook.verification.pass.0': { id: 'up', of: ['health', 'errors'], atLeast: 1 } },
    at: 'playbook.verification.pass.0.id',
    to: 'both',
    shows: 'trace',
    happens: measured(1),
  },
  {
    leaf: 'runbook.pass[].id',
    says: pass({ atMost: 3 }),
    at: 'runbooks.restart.pass.0.id',
    to: 'fewer',
    shows: 'handbook',
  },
  {
    leaf: 'runbook.pass[].atMost',
    says: pass({ atMost: 3 }),
    at: 'runbooks.restart.pass.0.atMost',
    to: 0,
    shows: 'trace',
    happens: measured(1),
  },
  {
    leaf: 'runbook.pass[].below',
    says: pass({ below: 2 }),
    at: 'runbooks.restart.pass.0.below',
    to: 1,
    shows: 'trace',
    happens: measured(1),
  },
  {
    leaf: 'runbook.steps[]<check>.else',
    says: steps({ id: 'look', check: { health: { atLeast: 1 } }, else: 'fail' }, human('then')),
    at: 'runbooks.restart.steps.0.else',
    to: { goto: 'end' },
    shows: 'trace',
    happens: inTurn(chosen, looks(0), looks(0)),
  },
  {
    leaf: 'runbook.steps[]<choice>.options.*.fail',
    says: steps({
      id: 'which',
      choice: 'IC',
      text: 'Which way?',
      options: { stop: { fail: true }, on: { goto: 'end' } },
    }),
    // an option fails or goes on: one stands in place of the other
    at: 'runbooks.restart.steps.0.options.stop',
    to: { goto: 'end' },
    shows: 'trace',
    happens: inTurn(chosen, claims(1), answers('stop')),
  },
  {
    leaf: 'runbook.steps[]<choice>.options.*.atMost',
    says: steps(human('first'), {
      id: 'which',
      choice: 'IC',
      text: 'Which way?',
      options: { back: { goto: 'first', atMost: 2 }, on: { goto: 'end' } },
    }),
    at: 'runbooks.restart.steps.1.options.back.atMost',
    to: 1,
    shows: 'trace',
    happens: inTurn(chosen, ...['done', 'back', 'done', 'on'].flatMap((option) => [claims(1), answers(option)])),
  },
  {
    leaf: 'runbook.steps[]<human>.goto',
    says: goesOver({ ...human('first'), goto: 'third' }),
    at: 'runbooks.restart.steps.1.goto',
    to: gone,
    shows: 'trace',
    happens: inTurn(chosen, looks(1), looks(1), claims(1), answers('done'), claims(1)),
  },
  {
    leaf: 'runbook.steps[]<read>.goto',
    says: goesOver({ id: 'first', read: 'health', goto: 'third' }),
    at: 'runbooks.restart.steps.1.goto',
    to: gone,
    shows: 'trace',
    happens: inTurn(chosen, looks(1), looks(1), claims(3)),
  },
  {
    leaf: 'runbook.steps[]<wait>.goto',
    says: goesOver({ id: 'first', wait: '30s', goto: 'third' }),
    at: 'runbooks.restart.steps.1.goto',
    to: gone,
    shows: 'trace',
    happens: inTurn(chosen, looks(1), looks(1), claims(3)),
  },
  {
    leaf: 'runbook.steps[]<read>.read',
    says: steps({ id: 'first', read: 'health' }),
    at: 'runbooks.restart.steps.0.read',
    to: 'errors',
    shows: 'handbook',
  },
];
