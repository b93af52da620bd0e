import { expect, test } from 'vitest';
import { asJson } from '#core/json';
import { entryOf } from '#core/message/entry';
import { subjectOf } from '#core/message/subject';
import { timeline } from '#core/message/timeline';

const opened = '2026-03-11T14:02:00.000Z';
const at = (ms: number): string => new Date(Date.parse(opened) + ms).toISOString();
/** `kind, what it is about`, as people read it. */
const read = (stored: unknown[], speed = 1): string[] =>
  timeline(stored, opened, speed).map((line) => `${line.seconds} ${line.kind} ${subjectOf(line)}`.trim());

const page = {
  type: 'PageAccepted',
  target: 'primary_oncall',
  person: 'alice',
  channel: 'sms',
  key: 'k',
  providerId: '1',
};
const escalation = { type: 'EscalationFired', key: 'step/0/A', rule: 'A', page: ['primary_oncall'], tell: [] };

test('at one instant a note stands behind the event that caused it, and before what happened later', () => {
  const stored = [
    { type: 'Opened', seq: 1, at: opened, because: 'an alarm' },
    { ...escalation, seq: 2, at: opened, because: 'rule A: at once' },
    { type: 'PageQueued', target: 'primary_oncall', person: 'alice', rule: 'A', seq: 3, at: opened, because: 'rule A' },
    { type: 'Acknowledged', by: 'alice', seq: 4, at: opened, because: 'acknowledged by alice' },
    { ...page, at: opened, because: 'rule A: at once', after: 3 },
    {
      type: 'SignalSeen',
      title: 'High error rate',
      state: 'firing',
      signalAt: opened,
      at: opened,
      because: 'firing',
      after: 1,
    },
  ];
  expect(read(stored)).toEqual([
    '0 opened',
    '0 signal High error rate',
    '0 escalation primary_oncall',
    '0 page primary_oncall/alice',
    '0 acknowledged alice',
  ]);
});

test('a sender whose clock is behind is not shown before its cause: its line has the time of the cause', () => {
  const stored = [
    { ...escalation, seq: 2, at: at(900_040), because: 'rule A: 15 min unacknowledged' },
    { ...page, at: at(900_010), because: 'rule A: 15 min unacknowledged', after: 2 },
  ];
  expect(timeline(stored, opened)).toEqual([
    {
      at: at(900_040),
      seconds: 900,
      kind: 'escalation',
      to: 'primary_oncall',
      rule: 'A',
      targets: ['primary_oncall'],
      because: 'rule A: 15 min unacknowledged',
    },
    {
      at: at(900_040),
      seconds: 900,
      kind: 'page',
      to: 'primary_oncall/alice',
      channel: 'sms',
      target: 'primary_oncall',
      person: 'alice',
      because: 'rule A: 15 min unacknowledged',
    },
  ]);
});

test('channels that failed stand in the order in which they were tried, before the page that says so', () => {
  const failed = (channel: string) => ({
    type: 'PageAttemptFailed',
    target: 'primary_oncall',
    person: 'alice',
    channel,
    at: opened,
    because: `page by ${channel} failed`,
    after: 2,
  });
  const lines = timeline(
    [
      { ...escalation, seq: 2, at: opened, because: 'rule A' },
      {
        type: 'PageUndelivered',
        target: 'primary_oncall',
        person: 'alice',
        catchAll: 'manager',
        seq: 3,
        at: opened,
        because: 'b',
      },
      failed('sms'),
      failed('email'),
    ],
    opened,
  );
  expect(lines.map((l) => [l.kind, l.to, l.channel])).toEqual([
    ['escalation', 'primary_oncall', undefined],
    ['note', 'primary_oncall/alice', 'sms'],
    ['note', 'primary_oncall/alice', 'email'],
    ['escalation', 'manager', undefined],
  ]);
});

test('rows of a release that stored the words of its lines are read as they were; what nobody knows is left out', () => {
  const stored = [
    { type: 'StepFired', key: 'k', step: 'A', seq: 2, at: at(1000), because: 'rule A', kind: 'escalation', to: 'ana' },
    { type: 'Noted', at: at(1000), because: 'rule A', kind: 'page', to: 'manager/ana', channel: 'sms', key: 'k' },
    { type: 'FromTheFuture', seq: 3, at: at(2000), because: 'x' },
    undefined,
  ];
  expect(timeline(stored, opened)).toEqual([
    { at: at(1000), seconds: 1, kind: 'escalation', to: 'ana', because: 'rule A' },
    { at: at(1000), seconds: 1, kind: 'page', to: 'manager/ana', channel: 'sms', because: 'rule A' },
  ]);
});

test('an audience is no channel, an outcome is no receiver: programs read typed fields, people read words', () => {
  const measured = {
    type: 'Measured',
    n: 3,
    readings: [],
    judged: 'stability',
    mode: 'stability',
    until: opened,
    loop: 1,
  };
  const stored = [
    {
      type: 'UpdateDue',
      key: 'u',
      audience: 'customers',
      update: 'first',
      writer: 'CL/colin',
      seq: 2,
      at: opened,
      because: 'b',
    },
    { ...measured, pass: true, passes: 2, seq: 3, at: opened, because: 'b' },
    { ...measured, pass: false, passes: 0, seq: 4, at: opened, because: 'b' },
    {
      type: 'DeadlineMissed',
      key: 'd',
      target: 'communicate',
      update: 'first',
      audience: 'customers',
      seq: 5,
      at: opened,
      because: 'b',
    },
  ];
  const stamp = { at: opened, seconds: 0, because: 'b' };
  expect(timeline(stored, opened)).toEqual([
    { ...stamp, kind: 'update-due', to: 'CL/colin', audience: 'customers', update: 'first' },
    { ...stamp, kind: 'verification', outcome: 'passed', passes: 2 },
    { ...stamp, kind: 'verification', outcome: 'reset', passes: 0 },
    { ...stamp, kind: 'deadline-missed', missed: 'communicate', update: 'first', audience: 'customers' },
  ]);
  expect(read(stored)).toEqual([
    '0 update-due CL/colin (first customers)',
    '0 verification pass 2',
    '0 verification failed, count 0',
    '0 deadline-missed first update to customers',
  ]);
});

test('seconds count in the playbook’s time: at speed 30 two seconds are a minute', () => {
  expect(read([{ type: 'Closed', seq: 9, at: at(2000), because: 'b' }], 30)).toEqual(['60 closed']);
});

test('a frozen row that is read again says what one that was never read says', () => {
  const rows = [
    { ...escalation, seq: 2, at: opened, because: 'rule A', way: 'api', from: 'another release' },
    { ...escalation, seq: 2, at: opened, because: 'rule A', way: 'by pigeon' },
    { ...page, at: opened, because: 'rule A', after: 2 },
    { ...page, at: opened, after: 2 },
    { at: opened, because: 'rule A', kind: 'page', to: 'manager/ana', key: 'k' },
    { type: 'FromTheFuture', seq: 3, at: opened, because: 'x' },
  ];
  for (const row of rows) {
    const frozen = asJson(row);
    for (let n = 0; n < 3; n += 1) expect(entryOf(frozen)).toEqual(entryOf({ ...row }));
  }
  expect(rows.map((row) => entryOf(asJson(row)) === undefined)).toEqual([false, false, false, true, false, true]);
});

test('a row that is not frozen is read as it is then', () => {
  const row = { ...page, at: opened, because: 'rule A', after: 2 };
  expect(entryOf(row)).toMatchObject({ person: 'alice' });
  row.person = 'bob';
  expect(entryOf(row)).toMatchObject({ person: 'bob' });
});
