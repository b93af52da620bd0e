import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Line } from '#core/message/line';
import { folded } from '#simulator/report/fold';
import { reportText } from '#simulator/report/text';
import { type Simulation, simulate } from '#simulator/simulate';
import { changed, tracktion } from '#test/story';

const dir = mkdtempSync(join(tmpdir(), 'tocsin-report-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const signalFile = fileURLToPath(new URL('../fixtures/high-error-rate.json', import.meta.url));
const at = new Date('2026-03-11T21:02:00Z');
const simulated = (more: Partial<Simulation>) => simulate({ ...tracktion, at, until: '5h', signalFile, ...more });

const line = (seconds: number, because: string, more: Partial<Line> = {}): Line => ({
  at: new Date(at.getTime() + seconds * 1000).toISOString(),
  seconds,
  kind: 'message',
  to: '#incidents',
  because,
  ...more,
});

test('what comes again after the same time each is one line; two of a kind, two at one instant and another rhythm are not', () => {
  const lines = [
    line(0, 'asked'),
    line(0, 'asked'),
    line(60, 'asked 1 times', { kind: 'decision' }),
    line(600, 'due'),
    line(660, 'asked 2 times', { kind: 'decision' }),
    line(1200, 'due'),
    line(1800, 'due'),
    line(5400, 'due'),
  ];
  expect(
    folded(lines).map(({ line: { seconds, because }, repeat }) => [
      seconds,
      because,
      ...(repeat === undefined ? [] : [repeat.everySeconds, repeat.times, repeat.last.seconds]),
    ]),
  ).toEqual([
    [0, 'asked'],
    [0, 'asked'],
    [60, 'asked 1 times'],
    [600, 'due', 600, 3, 1800],
    [660, 'asked 2 times'],
    [5400, 'due'],
  ]);
});

test('the report: local time with the day where it changes, repeats as one line, each person once, what nobody heard', async () => {
  const pack = changed((p) => {
    p.playbook.zone = 'Europe/Berlin';
  });
  const result = await simulated({ pack });
  const text = reportText(result);
  const lines = text.split('\n');
  expect(lines.slice(0, 2)).toEqual(['INC-20260311-2920 P1, investigating', 'Wed 2026-03-11 (Europe/Berlin)']);
  expect(lines.filter((l) => l.endsWith('(Europe/Berlin)'))).toEqual([
    'Wed 2026-03-11 (Europe/Berlin)',
    'Thu 2026-03-12 (Europe/Berlin)',
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^ {2}22:17 {6}00:15:00 {2}update-due +#incidents \(internal\) +.*; every 15 min, 20 times until Thu 2026-03-12 03:02$/,
    ),
  );
  const dana = lines.indexOf('  Dana Diaz (dana): did not acknowledge');
  expect(lines.slice(dana, dana + 4)).toEqual([
    '  Dana Diaz (dana): did not acknowledge',
    expect.stringMatching(/^ {4}Wed 2026-03-11 22:02 {6}00:00:00 {2}by pagerduty as oncall_manager: rule P1-first: /),
    expect.stringMatching(/^ {4}Wed 2026-03-11 23:07 {6}01:05:00 {2}by pagerduty as oncall_manager: rule P1-secondary/),
    expect.stringMatching(/^ {4}told first: P1 INC-20260311-2920: High error rate: /),
  ]);
  expect(result.people.map(({ person }) => person)).toEqual(['alice', 'dana', 'bob', 'ana', 'vera', 'colin', 'elena']);
  expect(result.unheard.map(({ seconds, what }) => `${seconds} ${what}`)).toEqual(
    expect.arrayContaining([
      '0 page to primary_oncall/alice: nobody acknowledged',
      '0 question to IC: nobody answered, asked 6 times',
      '300 a deadline passed',
      '900 update to internal: nobody wrote it, asked 20 times',
    ]),
  );
  expect(text).not.toContain('What was sent');
});

test('with texts: a page as an SMS says it, and mail and chat with subject and body', async () => {
  const people = structuredClone(tracktion.people);
  for (const person of Object.values(people.people)) person.channels = ['sms'];
  const result = await simulated({ people, until: '1m' });
  const alice = result.people.find(({ person }) => person === 'alice');
  expect(alice?.told).toMatchObject({ channel: 'sms', kind: 'page' });
  expect(alice?.told?.text).toMatch(/^P1 INC-20260311-2920: .* Ack: https:\/\/tocsin\.test\/i\//);
  expect(alice?.told).not.toHaveProperty('subject');
  const text = reportText(result, { texts: true });
  expect(text).toContain(`    | ${alice?.told?.text.split('\n')[0] ?? 'nothing'}`);
  expect(text).toContain('    subject: Audio analysis: disturbance');
});

test('who acknowledges is no longer unheard, and the entry says when', async () => {
  const scriptFile = join(dir, 'acknowledged.yaml');
  writeFileSync(scriptFile, '- { after: 4m, do: acknowledge, by: alice }\n');
  const result = await simulated({ scriptFile, until: '10m' });
  expect(result.unheard.filter(({ what }) => what.startsWith('page'))).toEqual([]);
  expect(reportText(result)).toContain('  Alice Arnold (alice): acknowledged Wed 2026-03-11 21:06');
});

test('an approval that nobody gives is unheard by its rule and its approver; one that is given or withdrawn is not', async () => {
  const pack = changed(({ playbook }) => {
    playbook.facts['small'] = { title: 'Small', type: 'flag' };
    playbook.communication = [
      { id: 'pa', on: 'opened', approve: ['cto', 'ceo'], do: { tell: 'team' } },
      { id: 'pb', on: 'opened', approve: 'cto', do: { tell: 'team' } },
      { id: 'pc', if: { not: { fact: { small: true } } }, approve: 'ceo', do: { tell: 'team' } },
    ];
    playbook.again = '2m';
  });
  const scriptFile = join(dir, 'approved.yaml');
  writeFileSync(
    scriptFile,
    `- { after: 1m, do: decisions, by: colin, question: approve-pb, option: approve }
- { after: 1m, do: notes, by: ana, facts: { small: true } }
`,
  );
  const { unheard } = await simulated({ pack, scriptFile, until: '5m' });
  expect(unheard.flatMap(({ what, seconds }) => (what.startsWith('approval') ? [`${seconds} ${what}`] : []))).toEqual([
    '0 approval of cto or ceo: nobody answered, asked 3 times',
  ]);
});

test('a question that is withdrawn is no longer unheard', async () => {
  const scriptFile = join(dir, 'fixed.yaml');
  writeFileSync(scriptFile, '- { after: 4m, do: resolve, by: ana, as: fixed, reason: by hand }\n');
  const questions = async (more: Partial<Simulation>) =>
    (await simulated({ until: '270s', ...more })).unheard.filter(({ what }) => what.startsWith('question to IC'));
  expect(await questions({})).toHaveLength(1);
  expect(await questions({ scriptFile })).toEqual([]);
});
