import { expect, test } from 'vitest';
import type { Line } from '#core/message/line';
import { Demo, type DemoStep, demoStep } from '#core/playbook/demo';
import type { Seen } from '#local/api';
import { notificationOf } from '#local/demonstration/alertmanager';
import type { Look } from '#local/demonstration/look';
import { PeopleAtApi } from '#local/demonstration/people';
import { DemonstrationFailed, type Stage, tell } from '#local/demonstration/tell';
import { alertmanager } from '#plugins/sources/alertmanager/source';
import { allowedBy } from '#plugins/sources/allowed';
import { tracktion } from '#test/story';

const SPEED = 60;
const start = Date.parse('2026-03-11T14:00:00Z');
/** A page to somebody, as the timeline has it. */
const page = (target: string): Partial<Line> => ({ kind: 'page', target, person: `${target}-person` });
const due = (audience: string): Partial<Line> => ({ kind: 'update-due', audience });
const judged = (outcome: Line['outcome'], passes?: number): Partial<Line> => ({
  kind: 'verification',
  outcome,
  ...(passes === undefined ? {} : { passes }),
});

/** What the world does by itself, at seconds of the playbook after the opening. */
type World = Record<number, { line?: Partial<Line>; incident?: Partial<Seen> }>;

/** Plays steps on a clock of its own that ticks a quarter of a second a look; gives what was done, with the playbook's seconds since the opening. */
async function played(
  text: { steps: unknown[]; meanwhile?: unknown[][] },
  world: World = {},
  refuse?: (step: DemoStep) => void,
): Promise<{ done: string[]; said: string[]; failed?: string }> {
  const demo = Demo.parse({ title: 'A test', ...text });
  let now = start;
  let opened: number | undefined;
  const done: string[] = [];
  const said: string[] = [];
  const stage: Stage = {
    now: () => now,
    pause: async () => void (now += 250),
    say: (words) => void said.push(words),
    isOver: async ({ incident }) => incident?.state === 'reviewed',
    async look(): Promise<Look> {
      if (opened === undefined) return { at: now, lines: [] };
      const past = Object.entries(world).filter(([at]) => Number(at) * 1000 <= (now - (opened ?? 0)) * SPEED);
      const incident = {
        id: 'INC-1',
        state: 'open',
        status: 'investigating',
        severity: 'P1',
        roles: {},
        approvals: [],
      };
      return {
        at: now,
        lines: past.flatMap(([, { line }]) => (line === undefined ? [] : [line as Line])),
        incident: Object.assign(
          incident,
          { openedAt: new Date(opened).toISOString() },
          ...past.map(([, w]) => w.incident),
        ),
      };
    },
    async perform(step, { incident }) {
      refuse?.(step);
      const said = demoStep(step);
      if (said.verb === 'answer' && incident?.question?.kind !== said.step.question)
        return `the question ${said.step.question}`;
      if (said.verb === 'fire') opened = now;
      const at = opened === undefined ? 0 : Math.round(((now - opened) / 1000) * SPEED);
      done.push(`${at} ${said.verb} ${String((step as Record<string, unknown>)[said.verb])}`);
      return undefined;
    },
  };
  const places = { 'steps.0': 'demo.yaml:3', 'steps.1': 'demo.yaml:4', 'meanwhile.0.0': 'demo.yaml:9' };
  try {
    await tell({ demo, places }, stage, SPEED);
    return { done, said };
  } catch (error) {
    if (!(error instanceof DemonstrationFailed)) throw error;
    return { done, said, failed: error.message };
  }
}

const fire = { fire: 'errors', service: 'shop' };
const note = (words: string) => ({ note: words, by: 'IC' });
const reviewed: World = { 7200: { incident: { state: 'reviewed' } } };

test('one step after the other, at the playbook’s time: after the opening, after what was waited for, after the step before', async () => {
  const { done, failed } = await played(
    {
      steps: [
        { after: '30s', ...fire },
        { at: '10m', ...note('at ten') },
        { when: { paged: 'lead' }, after: '2m', acknowledge: 'lead' },
        { after: '5m', ...note('five later') },
        { at: '1m', ...note('that is past') },
      ],
    },
    { 60: { line: page('primary') }, 900: { line: page('lead') }, ...reviewed },
  );
  expect([failed, done]).toEqual([
    undefined,
    ['0 fire errors', '600 note at ten', '1020 acknowledge lead', '1320 note five later', '1320 note that is past'],
  ]);
});

test('what a step waits for comes after what the step before has waited for', async () => {
  const { done } = await played(
    {
      steps: [
        fire,
        { when: { verification: 'passed', passes: 2 }, ...note('two passes') },
        { when: { verification: 'reset' }, ...note('reset') },
        { when: { verification: 'passed', passes: 2 }, ...note('two passes again') },
        { when: { state: 'resolved' }, ...note('resolved') },
      ],
    },
    {
      60: { line: judged('passed', 1) },
      120: { line: judged('passed', 2) },
      180: { line: judged('reset') },
      300: { line: judged('passed', 2) },
      // it is closed at once: so it has been resolved
      360: { incident: { state: 'closed' } },
      ...reviewed,
    },
  );
  expect(done.slice(1)).toEqual([
    '120 note two passes',
    '180 note reset',
    '300 note two passes again',
    '360 note resolved',
  ]);
});

test('all of a when must be so, and a page that failed is none', async () => {
  const { done } = await played(
    {
      steps: [
        fire,
        { when: { paged: 'lead-person', acknowledged: true, severity: 'P1', status: 'fixing' }, ...note('all') },
      ],
    },
    {
      60: { line: { ...page('lead'), outcome: 'failed' } },
      120: { line: page('lead') },
      180: { line: { kind: 'status', status: 'fixing' } },
      240: { incident: { acknowledged: { at: '', by: 'lead' } } },
      ...reviewed,
    },
  );
  expect(done).toEqual(['0 fire errors', '240 note all']);
});

test('an answer waits for its question', async () => {
  const question = (kind: string) => ({ id: 'q', kind, text: 'Which way?' });
  const { done } = await played(
    { steps: [fire, { answer: 'restart', question: 'resolution-type', by: 'IC' }] },
    {
      60: { incident: { question: question('confirm-severity') } },
      120: { incident: { question: question('resolution-type') } },
      ...reviewed,
    },
  );
  expect(done).toEqual(['0 fire errors', '120 answer restart']);
});

test('meanwhile: each list by itself, the last of it each time, and the story does not wait for it', async () => {
  const { done, failed } = await played(
    {
      steps: [fire, { at: '40m', ...note('the story') }],
      meanwhile: [
        [
          { when: { due: 'customers' }, at: '18m', update: 'customers', by: 'IC' },
          { when: { due: 'customers', state: 'open' }, each: true, update: 'customers again', by: 'IC' },
        ],
        [{ when: { told: 'nobody' }, ...note('never') }],
      ].map((list) =>
        list.map((step) => ('update' in step ? { ...step, update: step.update.replaceAll(' ', '-') } : step)),
      ),
    },
    {
      900: { line: due('customers') },
      2700: { line: due('customers') },
      4500: { line: due('customers') },
      7200: { incident: { state: 'reviewed' }, line: due('customers') },
    },
  );
  expect([failed, done]).toEqual([
    undefined,
    [
      '0 fire errors',
      '1080 update customers',
      '2400 note the story',
      '2700 update customers-again',
      '4500 update customers-again',
    ],
  ]);
});

test('what never comes ends it after `within` and three real minutes, with what it was, and where; a long wait is told of before', async () => {
  const steps = [fire, { when: { paged: 'lead', severity: 'P1' }, within: '10m', acknowledge: 'lead' }];
  expect(await played({ steps })).toEqual({
    done: ['0 fire errors'],
    said: ['waits for a page to lead and severity P1 (demo.yaml:4)'],
    failed:
      'demo.yaml:4: waited 190 s in vain for a page to lead and severity P1 (within 10m at 60 times real time, and 3 min more)',
  });
});

test('an incident that does not end is an error too, and waiting for a time is none', async () => {
  const { done, failed } = await played({ steps: [fire, { at: '10h', say: 'ten hours' }] });
  expect([done.length, failed]).toEqual([
    2,
    'demo.yaml:4: waited 240 s in vain for the end of the incident (within 1h at 60 times real time, and 3 min more)',
  ]);
});

test('an alarm that opens nothing', async () => {
  const { failed } = await played({ steps: [{ system: { errorRate: 9 } }, note('without an incident')] });
  expect(failed).toMatch(/^demo\.yaml:4: waited 24\d s in vain for an incident /);
});

test('what is refused says which step', async () => {
  const refuse = (step: DemoStep) => {
    if ('update' in step) throw new Error('POST /v1/incidents/INC-1/updates: 409');
  };
  const story = await played({ steps: [fire, { update: 'customers', by: 'IC' }] }, {}, refuse);
  expect(story.failed).toBe('demo.yaml:4: POST /v1/incidents/INC-1/updates: 409');
  const beside = await played(
    { steps: [fire, { at: '1h', say: 'late' }], meanwhile: [[{ update: 'customers', by: 'IC' }]] },
    {},
    refuse,
  );
  expect(beside.failed).toBe('demo.yaml:9: POST /v1/incidents/INC-1/updates: 409');
});

test('an alert of Alertmanager is the signal of its rule and service, with its value; its end is that of the same signal', () => {
  const [rule] = tracktion.pack.playbook.detection.rules;
  if (rule === undefined) throw new Error('no rule');
  const fired = { rule, service: 'database', value: 23, summary: 'Many errors' };
  const began = new Date(start);
  const over = new Date(start + 60_000);
  const read = (raw: object) => alertmanager.parse(raw, allowedBy(tracktion.pack, { alarms: {} }));
  const [firing] = read(notificationOf(fired, { began }));
  expect(firing).toMatchObject({
    state: 'firing',
    at: '2026-03-11T14:00:00.000Z',
    rule: 'high-error-rate',
    service: 'database',
    value: 23,
    summary: 'Many errors',
  });
  expect(read(notificationOf(fired, { began, over }))).toEqual([
    expect.objectContaining({ key: firing?.key, state: 'recovered', at: '2026-03-11T14:01:00.000Z' }),
  ]);
});

test('who does something: a person, whom a target means, or who holds a role; nobody while nobody does', async () => {
  const signedIn: string[] = [];
  const people = new PeopleAtApi({
    ...tracktion,
    outputs: { apiUrl: 'http://127.0.0.1:1' },
    tokenOf: async (person) => `token of ${signedIn.push(person)}`,
  });
  const incident = { roles: { IC: 'ana' } } as unknown as Seen;
  expect(people.whoIs('IC', incident)).toEqual(['ana']);
  expect([people.whoIs('CL', incident), people.whoIs('IC')]).toEqual([[], []]);
  expect([people.whoIs('engineering_manager'), people.whoIs('bob')]).toEqual([['ana'], ['bob']]);
  // signed in once, however much they do
  expect(await people.as('ana')).toBe(await people.as('ana'));
  expect(signedIn).toEqual(['ana']);
});
