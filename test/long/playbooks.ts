import { plugins, vocabularyOf } from '#plugins/registry';
import { inShort, type Run, rarerThan, rarest, runPlaybooks } from '../core/random-playbooks/run.ts';
import { findPairs } from '../playbooks/leaves/pairs.ts';

/** In so many playbooks at the least every leaf of the schemas occurs. */
const LEAST = 20;
const VALID = 2_000;

/** What came of the random playbooks, and what of it is wrong. */
export interface Random {
  run: Run;
  seconds: number;
  wrong: string[];
}

/** Runs 2,000 random valid playbooks, always the same. */
export function runRandom(say: (line: string) => void): Random {
  const began = process.cpuUsage();
  const run = runPlaybooks(1, VALID, vocabularyOf(plugins));
  const { user, system } = process.cpuUsage(began);
  say(`${run.valid} random playbooks run`);
  const rare = rarerThan(run, LEAST).map((leaf) => `in fewer than ${LEAST} random playbooks: ${leaf}`);
  const few =
    run.valid < VALID && run.failures.length === 0
      ? [`${run.valid} of ${run.drawn} random playbooks are valid, and no more were drawn`]
      : [];
  return { run, seconds: (user + system) / 1e6, wrong: [...run.failures, ...rare, ...few] };
}

/** The words of the page of figures. */
export function randomIn({ run, seconds, wrong }: Random): string {
  const { leaves, failures } = run;
  return `An incident opens, escalates, is acknowledged, mended, resolved, opened again and ended under playbooks that are drawn from what the schemas allow, on the pure core with a clock that jumps from one deadline to the next. ${failures.length} of them broke what must always be true, ${wrong.length} complaints in all. ${leaves.size} leaves of the schemas, each in at least ${Math.min(...leaves.values())} of the playbooks. ${Math.round(seconds)} s of CPU.

\`\`\`text
${inShort(run)}
\`\`\``;
}

/** Every leaf with the number of playbooks that have it. */
export const leafTable = ({ run }: Random): string => `Leaves by the playbooks that have them:\n${rarest(run)}\n`;

/** The table of test/playbooks/leaves/pairs.json, looked for anew. */
export const leafPairs = (): string => `${JSON.stringify(findPairs(vocabularyOf(plugins), 160), null, 2)}\n`;
