import { expect, test } from 'vitest';
import { alertsAreDue, messageIsDue, pageIsDue } from '#core/delivery/due';
import { PageOrder } from '#core/incident/outbox';
import { Incident } from '#core/incident/state';
import { lifeOf } from '#test/examples';
import { acknowledged, ended, opened } from '#test/lives';

const severities = ['SEV1', 'SEV2', 'SEV3'];
const reason = {
  rule: 'first',
  round: 0,
  target: 'primary',
  unless: 'acknowledged' as const,
  because: 'rule first: at once',
  why: 'on call for SEV1',
  severities: ['SEV1'],
};
const order = (...reasons: object[]) =>
  PageOrder.parse({ cycle: 1, person: 'bob', reasons, severity: 'SEV1', epoch: 0, text: 'SEV1 INC-1', seq: 3 });
const rated = (severity: string) => ({ ...lifeOf(opened), severity });
const untilResolved = { ...reason, unless: 'resolved' };

test.each([
  ['while its incident is open', order(reason), lifeOf(opened), true],
  ['not after the acknowledgement', order(reason), lifeOf(acknowledged), false],
  ['after the acknowledgement, by a rule that goes on until the end', order(untilResolved), lifeOf(acknowledged), true],
  ['not after the end', order(untilResolved), lifeOf(ended), false],
  ['after the end, where nothing silences it', order({ ...reason, unless: 'never' }), lifeOf(ended), true],
  ['as long as one of its reasons stands', order(reason, untilResolved), lifeOf(acknowledged), true],
  ['not after a lowering to what its rule does not have', order(reason), rated('SEV2'), false],
  [
    'after a lowering to what its rule has too',
    order({ ...reason, severities: ['SEV1', 'SEV2'] }),
    rated('SEV2'),
    true,
  ],
  ['by hand, whatever the severity becomes', order({ ...reason, severities: undefined }), rated('SEV3'), true],
  ['after a raise', { ...order({ ...reason, severities: ['SEV2'] }), severity: 'SEV2' }, rated('SEV1'), true],
  ['not in a later cycle', order(untilResolved), { ...lifeOf(opened), cycle: 2 }, false],
])('a page is due %s', (_, page, incident, due) => {
  expect(pageIsDue(page, incident, severities)).toBe(due);
});

const question = {
  id: 'choice-1-9',
  slot: 'choice' as const,
  text: 'How?',
  ask: 'IC',
  options: [],
  askedAt: '2026-03-11T14:02:00Z',
  times: 2,
};
const asked = Incident.parse({ ...lifeOf(opened), question });
const updated = { ...lifeOf(opened), updates: { customers: { at: '2026-03-11T14:10:00Z', n: 1 } } };
const reminder = (since: string) => ({ cycle: 1, asks: { audience: 'customers', since } });

test.each([
  ['that asks for nothing', { cycle: 1 }, lifeOf(ended), true],
  ['of an earlier cycle', { cycle: 1 }, { ...lifeOf(opened), cycle: 2 }, false],
  ['with the question as it stands', { cycle: 1, asks: { question: 'choice-1-9', times: 2 } }, asked, true],
  [
    'with a question that was asked again since',
    { cycle: 1, asks: { question: 'choice-1-9', times: 1 } },
    asked,
    false,
  ],
  [
    'with a question that was answered',
    { cycle: 1, asks: { question: 'choice-1-9', times: 2 } },
    lifeOf(opened),
    false,
  ],
  ['that reminds of an update not written', reminder('2026-03-11T14:15:00Z'), updated, true],
  ['that reminds of an update written since', reminder('2026-03-11T14:05:00Z'), updated, false],
  ['that reminds of an update after the end', reminder('2026-03-11T14:15:00Z'), lifeOf(ended), false],
] as const)('a message %s: due?', (_, message, incident, due) => {
  expect(messageIsDue(message, incident)).toBe(due);
});

test('alerts are acknowledged while the incident is open, and resolved whenever it is', () => {
  const alerts = { cycle: 1, because: 'acknowledged by bob', seq: 4 };
  expect(alertsAreDue({ ...alerts, change: 'acknowledge' }, lifeOf(acknowledged))).toBe(true);
  expect(alertsAreDue({ ...alerts, change: 'acknowledge' }, lifeOf(ended))).toBe(false);
  expect(alertsAreDue({ ...alerts, change: 'resolve' }, lifeOf(ended))).toBe(true);
  expect(alertsAreDue({ ...alerts, change: 'resolve' }, { ...lifeOf(opened), cycle: 2 })).toBe(true);
});
