import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sweep } from '#lambdas/sweep/sweep';
import { watchActions } from '#lambdas/sweep/watch-actions';
import { largestBytes, pageBytes } from '#test/page-bytes';
import { MOST_BYTES } from '#web/response/fit';
import { type Section, sectionOf, sections, withSection } from '../long/section.ts';
import { total } from './bill.ts';
import { boardReport, judgedBoard, measureBoard } from './board.ts';
import { measureColdStarts } from './cold-start.ts';
import { billOf, idleBill } from './dollars.ts';
import { type Figures, holds, judgedTable, reportOf, withBoard } from './figures.ts';
import { began, fullP1, fullP3, mustBe } from './incidents.ts';

import { measureLatency } from './latency.ts';
import { judgedLoad, measureLoad } from './load.ts';
import { judgedTime, simulatedTime } from './simulated.ts';
import { deployed } from './template.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const figuresPage = new URL('../../docs/figures.md', import.meta.url);
const { values: asked } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    runs: { type: 'string', default: '15' },
    'no-latency': { type: 'boolean', default: false },
    incidents: { type: 'string', default: '200' },
    'only-board': { type: 'boolean', default: false },
  },
});
/** A rollback of a deployment takes about a minute until its pods are replaced. */
const actionSeconds = 60;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function commitOf(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: home, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--', '.', ':!docs/figures.md') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

async function measure(): Promise<Figures> {
  const has = await deployed();
  const byAction: Figures['byAction'] = [];
  for (const seconds of [1, 10, actionSeconds, 300]) {
    const [p1, p3] = [await fullP1(seconds), await fullP3(seconds)];
    byAction.push({ seconds, p1: [p1.transitions, p1.events], p3: [p3.transitions, p3.events] });
  }
  const [p1, p3] = [await fullP1(actionSeconds), await fullP3(actionSeconds)];
  mustBe(p1, { escalations: 2, reminders: 4, passes: 5, state: 'reviewed' });
  mustBe(p3, { passes: 5, state: 'closed' });
  const quiet = await began('2026-01-05T03:00:00Z');
  const minute = async () => {
    await sweep(quiet.world.ports);
    await watchActions(quiet.world.ports);
  };
  const idle = idleBill(has, await quiet.unitsOf(minute));
  const p1Bill = billOf(p1, has);
  const judgedIdle = total(idle.filter(({ what }) => what !== 'dashboard'));
  const onEngine = !asked['no-latency'];
  const load = await measureLoad(onEngine ? Number(asked.incidents) : 0, say);
  const latency = onEngine ? await measureLatency(Number(asked.runs), load.opening.rowBytes, say) : undefined;
  const board = onEngine ? await measureBoard(Number(asked.runs), say) : undefined;
  const coldStarts = await measureColdStarts(Number(asked.runs), say);
  const simulated = await simulatedTime(Math.min(5, Number(asked.runs)), say);
  const limit = { kind: 'limit' as const, unit: '' };
  const goal = { kind: 'goal' as const, unit: '' };
  return {
    at: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
    judged: [
      { ...limit, what: 'P1, state transitions', figure: p1.transitions, most: 85 },
      { ...limit, what: 'P1, history events', figure: p1.events, most: 600 },
      { ...limit, what: 'P1, dollars without SMS', figure: total(p1Bill), most: 0.006, unit: '$' },
      { ...limit, what: 'idle month, dollars', figure: judgedIdle, most: 4, unit: '$' },
      {
        ...limit,
        what: 'page behind a link, bytes, of the largest incident',
        figure: Math.max(...Object.values((await largestBytes()).bytes)),
        most: MOST_BYTES,
      },
      {
        ...limit,
        what: 'page behind a link, bytes',
        figure: Math.max(...Object.values(await pageBytes())),
        most: MOST_BYTES,
      },
      { ...goal, what: 'P3, state transitions', figure: p3.transitions, most: 35 },
      ...(latency === undefined
        ? []
        : [
            { ...goal, what: 'alarm to first page, times the loaded hops', figure: latency.toLoaded.median, most: 1.5 },
          ]),
      ...judgedLoad(load),
      ...judgedTime(simulated),
      ...(board === undefined ? [] : judgedBoard(board)),
      ...Object.entries(coldStarts).map(([name, { ratio }]) => ({
        ...goal,
        what: `cold start of ${name}, times a bare handler`,
        figure: ratio,
        most: 1.4,
      })),
    ],
    actionSeconds,
    byAction,
    p1,
    p3,
    p1Bill,
    p3Bill: billOf(p3, has),
    idleBill: idle,
    coldStarts,
    ...(latency === undefined ? {} : { latency }),
    load,
    ...(board === undefined ? {} : { board }),
  };
}

if (asked['only-board']) {
  const board = await measureBoard(Number(asked.runs), say);
  process.stdout.write(`${judgedTable(judgedBoard(board))}\n\n${boardReport(board)}\n`);
  if (asked.write) {
    const stamp = `on ${new Date().toISOString().slice(0, 10)} at commit ${commitOf()}`;
    const before = readFileSync(figuresPage, 'utf8');
    writeFileSync(figuresPage, withBoard(before, judgedBoard(board), boardReport(board), stamp));
  }
  process.exit(judgedBoard(board).some((j) => j.kind === 'limit' && !holds(j)) ? 1 : 0);
}
const figures = await measure();
const report = reportOf(figures);
process.stdout.write(asked.json ? `${JSON.stringify(figures, null, 2)}\n` : report);
// what the long tests have written there stays
if (asked.write) {
  const before = readFileSync(figuresPage, 'utf8');
  const kept = (text: string, name: Section): string => withSection(text, sectionOf(before, name), name);
  writeFileSync(figuresPage, sections.reduce(kept, report));
}
if (figures.judged.some((j) => j.kind === 'limit' && !holds(j))) process.exitCode = 1;
