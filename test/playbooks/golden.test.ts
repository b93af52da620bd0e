import { expect, test } from 'vitest';
import { insuranceLeadGen } from './golden/insurance-lead-gen.ts';
import {
  insuranceLeadGenOutcome,
  insuranceLeadGenScenario,
  insuranceLeadGenVariants,
} from './golden/insurance-lead-gen-scenario.ts';
import { pampax } from './golden/pampax.ts';
import { pampaxOutcome, pampaxScenario, pampaxVariants } from './golden/pampax-scenario.ts';
import { pipelineGuard } from './golden/pipeline-guard.ts';
import {
  pipelineGuardOutcome,
  pipelineGuardScenario,
  pipelineGuardVariants,
} from './golden/pipeline-guard-scenario.ts';
import { type Golden, milliseconds, type Row, type Scenario, told } from './golden/row.ts';
import { tracktion } from './golden/tracktion.ts';
import { workingTracker } from './golden/workingtracker.ts';
import {
  workingTrackerOutcome,
  workingTrackerScenario,
  workingTrackerVariants,
} from './golden/workingtracker-scenario.ts';

const playbooks: [string, Golden][] = [tracktion, pipelineGuard, insuranceLeadGen, pampax, workingTracker].map(
  (golden) => [golden.playbook, golden],
);
const scenarios: [Golden, Scenario][] = [
  ...[pipelineGuardScenario, ...pipelineGuardVariants].map((one): [Golden, Scenario] => [pipelineGuard, one]),
  ...[insuranceLeadGenScenario, ...insuranceLeadGenVariants].map((one): [Golden, Scenario] => [insuranceLeadGen, one]),
  ...[pampaxScenario, ...pampaxVariants].map((one): [Golden, Scenario] => [pampax, one]),
  ...[workingTrackerScenario, ...workingTrackerVariants].map((one): [Golden, Scenario] => [workingTracker, one]),
];
/** How many resolutions, general rules and meanings there are to cite. */
const highest: Record<string, number> = { TR: 37, PG: 21, IL: 24, PX: 18, WT: 15, G: 9, language: 25, s: 13 };
const instant = /^2026-\d\d-\d\dT\d\d:\d\d:\d0Z$/;

function uncited(row: Row, prefix: Golden['prefix']): string[] {
  const parts = row.cites.split(';').map((part) => part.trim());
  const wrong = parts.filter((part) => {
    const section = /^s\.(\d+)( [^;]+)?$/.exec(part);
    const other = /^(TR|PG|IL|PX|WT|G|language) ?(\d+)$/.exec(part);
    const [, word = 's', number] = other ?? ['', 's', section?.[1]];
    if (playbooks.some(([, golden]) => golden.prefix === word) && word !== prefix) return true;
    return !(Number(number) >= 1 && Number(number) <= (highest[word] ?? 0));
  });
  // the language says how, never that somebody hears
  return parts.some((part) => !part.startsWith('language')) ? wrong : [...wrong, row.cites];
}

const known = (golden: Golden, row: Row) =>
  row.how === 'record' ? row.who === 'timeline' : [...golden.people, ...golden.places].includes(row.who);

function problems(golden: Golden, { opens, until, rows }: { opens: string; until: string; rows: Row[] }): string[] {
  return rows.flatMap((row, n) => {
    const before = rows[n - 1]?.at ?? opens;
    const name = `${row.at} ${row.who} ${row.how} ${row.what}`;
    const found = [
      instant.test(row.at) ? '' : 'no instant',
      row.at >= before ? '' : `before ${before}`,
      row.at <= until ? '' : 'beyond the table',
      row.until === undefined || (row.every !== undefined && row.until > row.at && row.until <= until) ? '' : 'until',
      // `until` is the last act, not some time after it
      row.until === undefined || (Date.parse(row.until) - Date.parse(row.at)) % milliseconds(row.every ?? '1m') === 0
        ? ''
        : 'until is no act',
      known(golden, row) ? '' : `${row.who} is nobody`,
      ...uncited(row, golden.prefix).map((cite) => `cites ${cite}`),
    ];
    return found.filter((problem) => problem !== '').map((problem) => `${name}: ${problem}`);
  });
}

test.each(playbooks)('%s: times are in order, everybody is known, every row cites what exists', (_, golden) => {
  expect(golden.tables.flatMap((table) => problems(golden, table))).toEqual([]);
});

test.each(playbooks)('%s: each severity has a table, spelt as its targets are', (_, golden) => {
  expect([...new Set(golden.tables.map((table) => table.severity))]).toEqual(Object.keys(golden.targets));
  const missed = golden.tables.map(({ severity, rows }) => [
    severity,
    rows.filter((row) => row.what.startsWith('target missed')).map((row) => row.what),
  ]);
  expect(missed).toEqual(
    golden.tables.map(({ severity }) => {
      const { respond, resolve } = golden.targets[severity] ?? { respond: 'none' };
      const expected = [`target missed: respond within ${respond}`];
      return [severity, resolve === undefined ? expected : [...expected, `target missed: resolve within ${resolve}`]];
    }),
  );
});

test.each(playbooks)('%s: nobody is paged twice by one rule, and nothing is said twice at one instant', (_, golden) => {
  for (const table of golden.tables) {
    const all = told(table).map(({ at, who, how, what }) => `${at} ${who} ${how} ${what}`);
    expect(all).toEqual([...new Set(all)]);
    const pages = table.rows.filter((row) => row.how === 'page');
    expect(pages.filter((row) => row.every !== undefined)).toEqual([]);
    expect(new Set(pages.map((row) => `${row.who} ${row.what}`)).size).toBe(pages.length);
  }
});

test('outside business time a status update of SEV-2 to SEV-4 is never asked for', () => {
  const outside = pipelineGuard.tables
    .filter((table) => table.severity !== 'SEV-1')
    .flatMap((table) => told(table))
    .filter((row) => row.what === 'status update due')
    .map((row) => new Date(row.at))
    .filter((at) => [0, 6].includes(at.getUTCDay()) || at.getUTCHours() < 9 || at.getUTCHours() >= 17);
  expect(outside).toEqual([]);
});

test('the ladder of Tracktion, in minutes from the opening, is that of resolution 33', () => {
  const ladder = tracktion.tables.map(({ severity, opens, rows }) => [
    severity,
    rows
      .filter((row) => row.how === 'page')
      .map((row) => `${(Date.parse(row.at) - Date.parse(opens)) / 60_000} ${row.who}`)
      .join(', '),
  ]);
  expect(Object.fromEntries(ladder)).toEqual({
    P1: '0 primary_oncall, 0 oncall_manager, 5 secondary_oncall, 15 engineering_manager, 60 vp_engineering, 60 cto, 65 oncall_manager, 120 ceo, 120 vp_engineering, 120 cto',
    P2: '0 primary_oncall, 30 secondary_oncall, 30 team_lead, 60 vp_engineering, 60 cto, 90 oncall_manager',
    P3: '0 primary_oncall, 30 secondary_oncall, 90 oncall_manager',
    P4: '',
  });
});

test('repeats are written out up to the last act and to the end of the table', () => {
  const rows: Row[] = [
    {
      at: '2026-03-13T16:00:00Z',
      who: 'b',
      how: 'ask',
      what: 'x',
      cites: 's.1',
      every: '30m',
      until: '2026-03-13T16:30:00Z',
    },
    { at: '2026-03-13T16:00:00Z', who: 'a', how: 'ask', what: 'x', cites: 's.1', every: '2h' },
  ];
  expect(told({ rows, until: '2026-03-13T18:00:00Z' }).map(({ at, who }) => `${at} ${who}`)).toEqual([
    '2026-03-13T16:00:00Z a',
    '2026-03-13T16:00:00Z b',
    '2026-03-13T16:30:00Z b',
    '2026-03-13T18:00:00Z a',
  ]);
});

test.each(scenarios.map(([golden, scenario]) => [golden.playbook, scenario.title, golden, scenario] as const))(
  '%s: scenario %s',
  (_, __, golden, scenario) => {
    expect(problems(golden, scenario)).toEqual([]);
    expect(problems(golden, { ...scenario, rows: scenario.never })).toEqual([]);
    expect(Object.keys(golden.targets)).toContain(scenario.severity);
    const times = scenario.script.map((act) => act.at);
    expect(times).toEqual(times.toSorted());
    expect(times.filter((at) => !instant.test(at) || at < scenario.opens || at > scenario.until)).toEqual([]);
    const key = (row: Pick<Row, 'at' | 'who' | 'how' | 'what'>) => `${row.at} ${row.who} ${row.how} ${row.what}`;
    const said = new Set(told(scenario).map(key));
    expect(scenario.never.filter((row) => said.has(key(row)))).toEqual([]);
  },
);

test('a person writes each status update and customer message of the worked scenario in the minute in which it is told', () => {
  const written = (text: string) =>
    pipelineGuardScenario.script.filter((act) => act.by === 'IC' && act.act.includes(text)).map((act) => act.at);
  const heard = (who: string) =>
    told(pipelineGuardScenario)
      .filter((row) => row.who === who && row.how === 'tell')
      .map((row) => row.at);
  expect(heard('incident-response')).toEqual(written('status update'));
  expect(heard('status-page')).toEqual(written('customer message'));
  expect(heard('mail')).toEqual(written('customer message'));
  // the last one comes after the end, when the application shows nothing any more
  expect(heard('in-app')).toEqual(written('customer message').slice(0, -1));
  expect([heard('incident-response').length, heard('mail').length]).toEqual([6, 13]);
});

test('the review of the worked scenario lies between day 1 and day 7 after the resolution', () => {
  const { resolvedAt, review, followUpsBy } = pipelineGuardOutcome;
  const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
  expect([
    days(resolvedAt, review.notBefore),
    days(resolvedAt, review.notAfter),
    days(resolvedAt, followUpsBy),
  ]).toEqual([1, 7, 30]);
  expect(review.at > review.notBefore && review.at < review.notAfter).toBe(true);
});

test('what follows the worked scenario of insurance-lead-gen keeps its windows: 2 h, 2 to 24 h, 48 h, and the items 3 days, 1 and 2 weeks', () => {
  const { resolvedAt, watchedUntil, followUp, review, items } = insuranceLeadGenOutcome;
  const hours = (to: string) => (Date.parse(to) - Date.parse(resolvedAt)) / 3_600_000;
  expect([hours(watchedUntil), hours(followUp.notBefore), hours(followUp.notAfter), hours(review.by)]).toEqual([
    2, 2, 24, 48,
  ]);
  expect(hours(review.at) > 0 && hours(review.at) <= 48).toBe(true);
  const days = (due: string) => (Date.parse(due) - Date.parse(resolvedAt.slice(0, 10))) / 86_400_000;
  expect(Object.values(items).map(days)).toEqual([7, 3, 14]);
});

test('the engineering lead of PAMPAX is paged when the response target is missed, at every severity', () => {
  for (const { rows } of pampax.tables)
    expect(rows.find((row) => row.who === 'engineering_lead' && row.how === 'page')?.at).toBe(
      rows.find((row) => row.what.startsWith('target missed: respond'))?.at,
    );
});

test('the worked scenario of PAMPAX lasts 36 min 10 s, and its horizons are a week, a month and three months', () => {
  const { resolvedAt, durationSeconds, horizons } = pampaxOutcome;
  expect((Date.parse(resolvedAt) - Date.parse(pampaxScenario.opens)) / 1000).toBe(durationSeconds);
  const days = (to: string) => (Date.parse(to) - Date.parse(horizons.from)) / 86_400_000;
  expect([days(horizons.immediate), days(horizons['short-term']), days(horizons['long-term'])]).toEqual([7, 31, 92]);
});

test('the chain of WorkingTracker, in minutes from the opening, is the same at every severity', () => {
  for (const { rows, opens } of workingTracker.tables)
    expect(
      rows
        .filter((row) => row.how === 'page')
        .map((row) => `${(Date.parse(row.at) - Date.parse(opens)) / 60_000} ${row.who}`)
        .join(', '),
    ).toBe('0 oncall_engineer, 10 engineering_manager, 20 vp_engineering, 30 cto, 40 ceo');
});

test('the worked scenario of WorkingTracker lasts 1 h 13 min, and its post-mortem lies 24 to 48 h after its resolution', () => {
  const { resolvedAt, postMortem } = workingTrackerOutcome;
  const hours = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 3_600_000;
  expect(hours(workingTrackerScenario.opens, resolvedAt) * 60).toBe(73);
  expect([hours(resolvedAt, postMortem.notBefore), hours(resolvedAt, postMortem.notAfter)]).toEqual([24, 48]);
  expect(postMortem.at > postMortem.notBefore && postMortem.at < postMortem.notAfter).toBe(true);
});
