import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faultKinds } from '#simulator/faults/plan';
import { compareZones } from '../core/time/zoneinfo/compare.ts';
import { type Compared, compare } from '../interpreters/compare.ts';
import { paths } from '../interpreters/paths.ts';
import { type Hunted, huntAll, pageOf } from './hunting.ts';
import { inTable, type Kills, killAll } from './kills.ts';
import { judged, type Lives, runLives } from './lives.ts';
import { mutateAll } from './mutations.ts';
import { pageOfNeeds, reverseAll } from './needs.ts';
import { asSection, type Section, withSection } from './section.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const docs = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const { values: asked } = parseArgs({
  options: {
    bugs: { type: 'boolean', default: false },
    kills: { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
    needs: { type: 'boolean', default: false },
    paths: { type: 'boolean', default: false },
    zones: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    seeds: { type: 'string' },
    twice: { type: 'string', default: '1000' },
    without: { type: 'string', default: '100' },
    write: { type: 'boolean', default: false },
  },
});
const everything =
  !asked.bugs &&
  !asked.kills &&
  !asked.mutations &&
  !asked.needs &&
  !asked.paths &&
  !asked.zones &&
  asked.seeds === undefined;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function stamp(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: home, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', '.', ':!docs') !== '';
  const commit = `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  return `on ${new Date().toISOString().slice(0, 10)} at commit ${commit}`;
}

const inShort = (hunted: readonly Hunted[]): string => {
  const caught = hunted.filter((h) => h.caught !== undefined).length;
  return `${caught} of ${hunted.length} seeded bugs are caught`;
};

function livesIn({ amount, seconds, incidents, events, faults, violations, differing, struck, tried, changed }: Lives) {
  const { seeds, twice } = amount;
  const each = (n: number): string => (n / seeds).toFixed(1);
  const kinds = faultKinds.map(
    (kind) =>
      `| ${kind} | ${Math.round((struck.get(kind) ?? 0) / seeds)} | ${changed.get(kind) ?? 0} of ${tried.get(kind) ?? 0} |`,
  );
  return `${seeds} seeds, each with ${each(incidents)} incidents, ${each(faults)} faults begun and ${Math.round(events / seeds)} events (writes to the table); ${violations.length} of them broke an invariant. ${Math.min(twice, seeds)} were run twice, of which ${differing.length} had another trace. ${Math.round(seconds)} s.

Left out of a plan, a kind of fault leaves another trace of the same seed where it has changed anything:

| kind of fault | strikes a seed | traces changed |
| --- | ---: | ---: |
${kinds.join('\n')}`;
}

const hunted = asked.bugs || everything ? await huntAll(asked.only, say) : undefined;
const lives =
  asked.seeds !== undefined || everything
    ? await runLives(
        { seeds: Number(asked.seeds ?? 20_000), twice: Number(asked.twice), without: Number(asked.without) },
        say,
      )
    : undefined;
const killed = asked.kills || everything ? await killAll(asked.kills ? asked.only : '', say) : undefined;
const zones = asked.zones || everything ? await compareZones() : undefined;
const compared = asked.paths || everything ? await compare(paths) : undefined;
const killedIn = (kills: Kills): string => `## Every worker killed at every call

Written by \`npm run test:long -- --write\` ${stamp()}.

${inTable(kills)}
`;
const comparedIn = ({ paths: taken, executions, lines, wrong, known }: Compared): string => `## Two interpreters

Written by \`npm run test:long -- --write\` ${stamp()}.

${taken} paths through the eight machines in our runner and in moto: ${executions} executions and ${lines} lines of their histories compared, ${wrong.length} differences beside the ${new Set(known).size} that are known ([engine-differences.md](engine-differences.md)).
`;
const words = `## Faults and seeded bugs

Written by \`npm run test:long -- --write\` ${stamp()}.
${lives === undefined ? '' : `\n${livesIn(lives)}\n`}${hunted === undefined ? '' : `\n${inShort(hunted)}: [seeded-bugs.md](seeded-bugs.md).\n`}`;
process.stdout.write(hunted === undefined ? '' : pageOf(hunted, stamp()));
if (lives !== undefined || hunted !== undefined) process.stdout.write(words);
if (asked.write && hunted !== undefined && asked.only === '')
  writeFileSync(docs('seeded-bugs.md'), pageOf(hunted, stamp()));
if (asked.write && lives !== undefined)
  writeFileSync(docs('figures.md'), withSection(readFileSync(docs('figures.md'), 'utf8'), asSection(words)));
const write = (name: Section, text: string): void => {
  process.stdout.write(text);
  if (asked.write)
    writeFileSync(
      docs('figures.md'),
      withSection(readFileSync(docs('figures.md'), 'utf8'), asSection(text, name), name),
    );
};
if (killed !== undefined && asked.only === '') write('test:long kills', killedIn(killed));
if (compared !== undefined) write('test:long paths', comparedIn(compared));
if (zones !== undefined)
  process.stdout.write(
    `${Object.keys(zones.changes).length} zones (${zones.releases.node}; zoneinfo ${zones.releases.python}), ${Object.values(zones.changes).reduce((sum, n) => sum + n, 0)} clock changes 2020-2040, ${zones.compared} days and wall times compared, ${Object.keys(zones.differences).length} zones differ.\n`,
  );
const mutated = asked.mutations || everything ? mutateAll(50_000, say) : [];
const reversed = asked.needs || everything ? reverseAll(asked.needs ? asked.only : '', say) : undefined;
if (asked.write && reversed !== undefined && asked.only === '') writeFileSync(docs('needs.md'), pageOfNeeds(stamp()));
const wrong = [
  ...(reversed ?? []),
  ...Object.entries(zones?.differences ?? {}).map(
    ([zone, found]) => `${zone}: ${found[0]}, and ${found.length - 1} more differences from zoneinfo`,
  ),
  ...mutated,
  ...(killed?.wrong ?? []),
  ...(compared?.wrong ?? []),
  ...(lives === undefined ? [] : judged(lives)),
  ...(hunted ?? []).flatMap(({ bug, caught }) => (caught === undefined ? [`"${bug.name}" survives`] : [])),
];
for (const line of wrong) say(`WRONG: ${line}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
