import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { play, readied } from '#simulator/simulate';
import type { Judged } from './figures.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const tracktion = path('playbooks/tracktion');
const at = '2026-03-11T14:02:00Z';
/** A process says at its end what it took of the processor. */
const telling = `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write(String((user + system) / 1000)); })`;
const LIVES = 1000;

/** Processor time of the simulator: others at work on the machine only add to it, so the least of some runs is told. */
export interface SimulatedTime {
  /** Milliseconds of a week in which nobody answers a P1, beyond those of its first minute. */
  weekBeyondMinute: number;
  /** Seconds of 1,000 lifecycles of a P1; loading left out. */
  thousandLives: number;
}

async function commandLine(until: string): Promise<number> {
  const words = ['--signal', path('test/fixtures/high-error-rate.json'), '--at', at, '--until', until];
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', `data:text/javascript,${telling}`, path('cli/main.ts'), 'simulate', tracktion, ...words],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return Number(stderr);
}

const script = `
- { after: 0s, do: probe, components: { analysis-service: down, tracklist-service: down, database: down }, errorRate: 23, p95Ms: 900, actions: { rollback: { seconds: 60, components: { analysis-service: ok, tracklist-service: ok, database: ok }, errorRate: 0.8, p95Ms: 900 } } }
- { after: 4m, do: acknowledge, by: alice }
- { after: 10m, do: decisions, by: alice, question: resolution-type, option: rollback, reason: a deployment broke it }
- { after: 10m, do: decisions, by: alice, question: approval, option: approve }
- { after: 4d, do: decisions, by: engineering_manager, question: publish-review, option: publish }
`;

/** Declared, acknowledged, rolled back, verified, resolved, closed, and its review published. */
async function lives(n: number): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-lives-'));
  try {
    const [signalFile, scriptFile] = [join(dir, 'p1.json'), join(dir, 'script.yaml')];
    writeFileSync(
      signalFile,
      JSON.stringify({ source: 'manual', title: 'Uploads fail', severity: 'P1', service: 'analysis-service' }),
    );
    writeFileSync(scriptFile, script);
    const loaded = await readied({ ...loadPlaybook(tracktion), at: new Date(at), until: '5d', signalFile, scriptFile });
    const life = async () => {
      const { incident, timeline } = await play(loaded);
      if (!timeline.some(({ kind }) => kind === 'closed')) throw new Error(`not closed: ${JSON.stringify(incident)}`);
    };
    await life();
    const before = process.cpuUsage();
    for (let k = 0; k < n; k += 1) await life();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function simulatedTime(runs: number, say: (line: string) => void): Promise<SimulatedTime> {
  const [weeks, minutes]: [number[], number[]] = [[], []];
  for (let n = 0; n < runs; n += 1) {
    weeks.push(await commandLine('7d'));
    minutes.push(await commandLine('1m'));
  }
  const weekBeyondMinute = Math.min(...weeks) - Math.min(...minutes);
  const thousandLives = await lives(LIVES);
  say(`a simulated week: ${weekBeyondMinute.toFixed(0)} ms; 1,000 lifecycles: ${thousandLives.toFixed(0)} s`);
  return { weekBeyondMinute, thousandLives };
}

/** Goals, as processors differ. */
export const judgedTime = ({ weekBeyondMinute, thousandLives }: SimulatedTime): Judged[] => [
  {
    kind: 'goal',
    unit: 'ms',
    what: '`simulate --until 7d` of a P1 beyond `--until 1m`, processor',
    figure: weekBeyondMinute,
    most: 400,
  },
  { kind: 'goal', unit: 's', what: '1,000 simulated lifecycles of a P1, processor', figure: thousandLives, most: 20 },
];
