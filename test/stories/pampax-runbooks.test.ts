import { expect, test } from 'vitest';
import { type Answers, type Backup, hostOf } from '#test/pampax-host';
import { alerted, pampaxAt } from '#test/pampax-run';
import { planOf } from '#test/steps';
import type { Story } from '#test/story';

const at = '2026-03-10T14:02:00Z';
const alerts = {
  P0: { name: 'PampaxServiceDown', severity: 'critical', at },
  P1: { name: 'PampaxDatabaseErrors', severity: 'high', value: 0.35, at },
  P2: { name: 'PampaxHighResponseTime', severity: 'medium', value: 2.4, at },
};
const effects = [
  'restart',
  'end-heavy-processes',
  'delete-old-files',
  'copy-database',
  'recover-database',
  'warm-cache',
  'compact-database',
  'refresh-statistics',
  'stop',
  'backup',
  'restore',
  'rebuild-index',
  'start',
];
/** All is well on the host: the unit runs, 40 % of memory and disk are used, the configuration is valid. */
const well = {
  node_systemd_unit_state: 1,
  node_memory_MemAvailable_bytes: 40,
  node_filesystem_avail_bytes: 40,
  pampax_database_file_bytes: 1_000_000,
  cache_hits_total: 0.9,
};
type Change = Parameters<Story['world']['demoService']['setState']>[0];

/** An incident of an alert, which Olga has acknowledged at 14:10; each step of the gateway takes no time. */
async function open(
  severity: keyof typeof alerts,
  { host = {}, backups = [], ...state }: Change & { host?: Answers; backups?: Backup[] } = {},
) {
  const story = pampaxAt(at);
  story.world.measuring = true;
  story.world.demoService.setState({ ...state, metrics: { ...well, ...state.metrics } });
  for (const name of effects) story.world.demoService.setAction(name, { seconds: 0 });
  const answered = hostOf(story, { configuration: { ok: true }, ...host }, backups);
  await alerted(story, alerts[severity]);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'olga' });
  return { story, host: answered };
}
/** Olga answers what is asked, in this order; a word that is not offered fails. */
async function answers(story: Story, ...words: string[]): Promise<void> {
  for (const option of words) {
    const { question } = await story.incident();
    await story.say({ do: 'answer', by: 'olga', question: question?.id ?? 'none', option });
  }
}
const actionsOf = (story: Story) =>
  story.world.demoService.actions().map(({ at: time, name }) => `${time.slice(11, 19)} ${name}`);
const parametersOf = (story: Story, name: string) =>
  story.world.demoService.actions().find((action) => action.name === name)?.parameters;
const paged = (story: Story) => story.pages().map((page) => page.replace(/^.*(?=pagerduty-)/, ''));
const mitigation = async (story: Story) =>
  (await story.why(['mitigation'])).map((line) => line.replace(/^03-10 /, '').replaceAll(' | ', ' '));
const offered = async (story: Story) => (await story.incident()).question?.options.map(({ id }) => id);

test.each([
  ['P0', ['unavailable', 'corruption']],
  ['P1', ['performance', 'corruption']],
  ['P2', ['performance']],
] as const)('the rule of a %s offers its runbooks', async (severity, options) => {
  const { story } = await open(severity);
  expect(await offered(story)).toEqual(options);
});

const end = (plan: string[]) =>
  plan
    .map((step) => step.split(' '))
    .filter(([, status]) => status !== 'skipped')
    .map(([id]) => id);

test('unavailable: the unit is not running, so it is restarted and looked at once, 10 s later', async () => {
  const { story } = await open('P0', { components: { pampax: 'down' }, metrics: { node_systemd_unit_state: 0 } });
  story.world.demoService.setAction('restart', {
    seconds: 0,
    components: { pampax: 'ok' },
    metrics: { node_systemd_unit_state: 1 },
  });
  await answers(story, 'unavailable');
  await story.until('14:10:09');
  expect((await planOf(story)).slice(0, 4)).toEqual([
    'running done',
    'restart done',
    'present running',
    'journal waiting',
  ]);
  await story.until('14:10:10');
  expect((await planOf(story)).slice(2, 4)).toEqual(['present done', 'journal skipped']);
  await story.until('14:10:20');
  expect(end(await planOf(story))).toEqual(['running', 'restart', 'present', 'configuration', 'whole', 'up']);
  expect(actionsOf(story)).toEqual(['14:10:00 restart']);
  expect(parametersOf(story, 'restart')).toEqual({ unit: 'pampax' });
});

test('unavailable: verified, it is held open while the alert fires, and resolved when that clears', async () => {
  const { story } = await open('P0');
  await answers(story, 'unavailable');
  await story.until('14:20');
  expect((await story.incident()).life).toBe('open');
  await alerted(story, { ...alerts.P0, over: '2026-03-10T14:20:00Z' });
  expect(await story.lines(['resolved'])).toEqual(['03-10 14:20:00 resolved fixed']);
});

test('unavailable: the unit runs, so it is not restarted', async () => {
  const { story } = await open('P0');
  await answers(story, 'unavailable');
  await story.until('14:11');
  expect(end(await planOf(story))).toEqual(['running', 'configuration', 'whole', 'up']);
  expect(actionsOf(story)).toEqual([]);
});

test('unavailable: the unit is still absent, so the journal is read; health does not answer, so the run fails and the senior engineer is paged', async () => {
  const { story } = await open('P0', { components: { pampax: 'down' }, metrics: { node_systemd_unit_state: 0 } });
  await answers(story, 'unavailable');
  await story.until('14:11');
  expect(end(await planOf(story))).toEqual([
    'running',
    'restart',
    'present',
    'journal',
    'configuration',
    'whole',
    'up',
  ]);
  expect((await story.incident()).plan?.outcome).toBe('failed');
  expect((await story.incident()).evidence.map(({ check }) => check)).toContain('journal-50');
  expect(paged(story)).toEqual(['pagerduty-olga: page first', 'pagerduty-sofia: page run-failed']);
});

test('unavailable: whether the unit runs cannot be read, so it is not restarted', async () => {
  const { story } = await open('P0', { metrics: { node_systemd_unit_state: null } });
  await answers(story, 'unavailable');
  await story.until('14:11');
  expect((await planOf(story)).slice(0, 4)).toEqual([
    'running done',
    'restart skipped',
    'present done',
    'journal done',
  ]);
  expect(actionsOf(story)).toEqual([]);
});

test('unavailable: processes are ended above 90 % of memory only, and only when the responder has approved it', async () => {
  const { story } = await open('P0', { metrics: { node_memory_MemAvailable_bytes: 90.1 } });
  await answers(story, 'unavailable');
  expect((await story.incident()).question).toMatchObject({ slot: 'approval', ask: 'responder' });
  await story.until('20:00');
  expect(actionsOf(story)).toEqual([]);
  await answers(story, 'approve');
  expect(actionsOf(story)).toEqual(['20:00:00 end-heavy-processes']);

  const less = await open('P0', { metrics: { node_memory_MemAvailable_bytes: 90 } });
  await answers(less.story, 'unavailable');
  expect(await planOf(less.story)).toContain('memory skipped');
});

test('unavailable: above 90 % of the data volume logs older than 7 days and temporary files older than 1 day are deleted without a question', async () => {
  const { story } = await open('P0', { metrics: { node_filesystem_avail_bytes: 90.1 } });
  await answers(story, 'unavailable');
  expect(actionsOf(story)).toEqual(['14:10:00 delete-old-files']);
  expect(parametersOf(story, 'delete-old-files')).toEqual({
    logs: '*.log',
    logDays: 7,
    temporary: 'pampax-*',
    temporaryDays: 1,
  });
  const less = await open('P0', { metrics: { node_filesystem_avail_bytes: 90 } });
  await answers(less.story, 'unavailable');
  expect(await planOf(less.story)).toContain('disk skipped');
});

test('unavailable: the configuration is not valid, so its last 5 commits are shown as last good versions', async () => {
  const { story, host } = await open('P0', { host: { configuration: { ok: false }, commits: { text: 'c0ffee' } } });
  await answers(story, 'unavailable');
  await story.until('14:11');
  expect(await planOf(story)).toContain('last-good done');
  expect(host.asked).toContain('commits?last=5&of=configuration');
  expect((await story.incident()).evidence.find(({ check }) => check === 'configuration-commits')?.text).toBe('c0ffee');
});

test('unavailable: the integrity check fails, so the file is kept and recovered beside it, and the data-corruption runbook is proposed', async () => {
  const { story } = await open('P0', { components: { database: 'down' } });
  await answers(story, 'unavailable');
  await story.until('14:11');
  expect(actionsOf(story)).toEqual(['14:10:00 copy-database', '14:10:00 recover-database']);
  expect(parametersOf(story, 'recover-database')).toEqual({ putInPlace: false });
  expect((await story.incident()).plan?.outcome).toBe('failed-verification');
  expect(await offered(story)).toEqual(['unavailable', 'corruption']);
  // nothing has failed but the data: the senior engineer is for a run that does
  expect(paged(story)).toEqual(['pagerduty-olga: page first']);
});

test('unavailable: without a database file nothing is copied', async () => {
  const { story } = await open('P0', {
    components: { database: 'down' },
    metrics: { pampax_database_file_bytes: null },
  });
  await answers(story, 'unavailable');
  await story.until('14:11');
  expect(actionsOf(story)).toEqual([]);
});

test('performance: measured first; the database is compacted, then its statistics are refreshed, always', async () => {
  const { story, host } = await open('P2', {
    host: {
      'health-time': { ms: 840 },
      cache: { text: '12,000 entries' },
      'query-plan': { text: 'SCAN files' },
      connections: { count: 31 },
    },
  });
  await answers(story, 'performance');
  expect(end(await planOf(story))).toEqual(['measure', 'connections', 'memory', 'compact', 'statistics']);
  expect(actionsOf(story)).toEqual(['14:10:00 compact-database', '14:10:00 refresh-statistics']);
  expect(host.asked).toEqual(
    expect.arrayContaining([
      'health-time?calls=10',
      'query-plan?table=files&rows=10',
      'connections?port=3000',
      'connections?port=3000&state=established',
    ]),
  );
  const readings = (await story.incident()).evidence.map(({ check, value, text }) => `${check} ${text ?? value}`);
  expect(readings).toEqual(
    expect.arrayContaining([
      'health-time 840',
      'cache-statistics 12,000 entries',
      'query-plan SCAN files',
      'connections 31',
    ]),
  );
});

test.each([
  [0.59, true],
  [0.6, false],
] as const)(
  'performance: at a hit rate of %d the cache is warmed from the data directory: %s',
  async (rate, warmed) => {
    const { story } = await open('P2', { metrics: { cache_hits_total: rate } });
    await answers(story, 'performance');
    expect(parametersOf(story, 'warm-cache')).toEqual(warmed ? { from: 'data' } : undefined);
  },
);

test('performance: a run that fails pages nobody below P1', async () => {
  const { story } = await open('P2');
  story.world.demoService.setAction('compact-database', { seconds: 0, fails: true });
  await answers(story, 'performance');
  expect((await story.incident()).plan?.outcome).toBe('failed');
  expect(paged(story)).toEqual(['pagerduty-olga: page first']);
});

test('a failed run of a P2 pages the senior engineer where the responder has found that the data is concerned', async () => {
  const { story } = await open('P2');
  story.world.demoService.setAction('compact-database', { seconds: 0, fails: true });
  await story.say({ do: 'state-facts', by: 'olga', facts: { category: 'data-integrity' } });
  await answers(story, 'performance');
  expect(paged(story)).toEqual(['pagerduty-olga: page first', 'pagerduty-sofia: page run-failed']);
});

const backups = (): Backup[] => [
  { folder: '20260308_020000', at: '2026-03-08T02:00:00.000Z', sound: true },
  { folder: '20260309_020000', at: '2026-03-09T02:00:00.000Z', sound: true },
  { folder: '20260310_020000', at: '2026-03-10T02:00:00.000Z', sound: false },
  // made after the incident began: it may be sound and still lack what was lost
  { folder: '20260310_140500', at: '2026-03-10T14:05:00.000Z', sound: true },
];
/** The data is corrupt; the service answers again once it is started on a database that is whole. */
const corrupt = async () => {
  const opened = await open('P1', {
    components: { database: 'down' },
    host: { 'foreign-keys': { ok: true }, schema: { text: '14 tables' }, backups: { text: 'four of them' } },
    backups: backups(),
  });
  opened.story.world.demoService.setAction('stop', { seconds: 0, components: { pampax: 'down' } });
  opened.story.world.demoService.setAction('start', { seconds: 0, components: { pampax: 'ok' } });
  await answers(opened.story, 'corruption');
  return opened;
};

test('corruption: stopped, copied, checked three times and the backups listed; then a person chooses among four', async () => {
  const { story, host } = await corrupt();
  expect((await planOf(story)).slice(0, 5)).toEqual([
    'stop done',
    'backup done',
    'damage done',
    'backups done',
    'which asked',
  ]);
  expect(await offered(story)).toEqual(['restore', 'repair', 'rebuild', 'manual']);
  expect(host.backups.at(-1)).toMatchObject({ folder: '20260310_141000', incident: 'INC-2026-001' });
  const kept = (await story.incident()).evidence.map(({ check, value, text }) => `${check} ${text ?? value}`);
  expect(kept).toEqual(
    expect.arrayContaining(['integrity 0', 'foreign-keys 1', 'schema 14 tables', 'backups four of them']),
  );
});

test('corruption, restore: the newest backup from before the incident that passes the integrity check, and never its own copy', async () => {
  const { story, host } = await corrupt();
  await answers(story, 'restore');
  expect(host.restored).toEqual(['20260309_020000']);
  expect(parametersOf(story, 'restore')).toEqual({
    take: 'newest',
    olderThan: '2026-03-10T14:02:00.000Z',
    integrityCheck: 'ok',
    notOfThisIncident: true,
  });
  await story.until('14:11');
  expect((await planOf(story)).slice(5)).toEqual([
    'restore done',
    'repair skipped',
    'rebuild skipped',
    'whole done',
    'start done',
    'up done',
  ]);
});

test.each([
  ['repair', 'recover-database', { putInPlace: true }],
  ['rebuild', 'rebuild-index', {}],
] as const)(
  'corruption, %s: done after the choice, without another question; then whole, started and healthy',
  async (option, action, parameters) => {
    const { story } = await corrupt();
    story.world.demoService.setAction(action, { seconds: 0, components: { database: 'ok' } });
    await answers(story, option);
    await story.until('14:11');
    expect(actionsOf(story)).toEqual(['14:10:00 stop', '14:10:00 backup', `14:10:00 ${action}`, '14:10:00 start']);
    expect(parametersOf(story, action)).toEqual(parameters);
    expect((await mitigation(story)).at(-1)).toBe('14:10:10 done all steps done');
  },
);

test('corruption, restore: where no backup fits, the run fails and the service stays stopped', async () => {
  const { story, host } = await corrupt();
  host.backups.splice(0, 2);
  await answers(story, 'restore');
  await story.until('14:11');
  expect([host.restored, (await story.incident()).plan?.outcome]).toEqual([[], 'failed']);
  expect(actionsOf(story).filter((action) => action.endsWith('start'))).toEqual([]);
  expect(paged(story)).toContain('pagerduty-sofia: page run-failed');
});

test('corruption: health fails 10 s after the start, so the run ends as failed', async () => {
  const { story } = await corrupt();
  story.world.demoService.setAction('start', { seconds: 0 });
  await answers(story, 'restore');
  await story.until('14:10:09');
  expect((await story.incident()).plan?.outcome).toBe('running');
  await story.until('14:10:10');
  expect([(await planOf(story)).at(-1), (await story.incident()).plan?.outcome]).toEqual(['up failed', 'failed']);
});
