import type { Vocabulary } from '#core/playbook/vocabulary';
import { leavesOf } from '#test/leaves';
import { play } from './play.ts';
import { randomPlaybook, type Written } from './playbook.ts';
import { smaller } from './smaller.ts';
import { checked } from './valid.ts';

/** What came of many random playbooks. */
export interface Run {
  drawn: number;
  valid: number;
  turns: number;
  /** Pages that were known beforehand from the text of a playbook alone. */
  foreseen: number;
  /** By the lives that an incident came to: mended, finished, ended. */
  ends: Map<string, number>;
  /** Commands and events, with the number of playbooks under which they came about. */
  seen: Map<string, number>;
  /** Why playbooks were refused. */
  refused: Map<string, number>;
  /** In how many valid playbooks each leaf of the schemas occurs. */
  leaves: Map<string, number>;
  most: { events: number; rows: number; bytes: number };
  failures: string[];
}

const more = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
/** Without names and numbers, so that alike reasons are one. */
const kindOf = (text: string): string => text.replaceAll(/"[^"]*"|\b[\w.-]*\d[\w.-]*/g, '…').slice(0, 120);

/** Runs so many valid playbooks, drawn from the seeds from `first` on; a failure is told with its seed and the smallest playbook that fails alike. */
export function runPlaybooks(first: number, valid: number, vocabulary: Vocabulary): Run {
  const files = leavesOf(vocabulary);
  const leaves = new Map([...files.playbook.all, ...files.people.all, ...files.runbook.all].map((leaf) => [leaf, 0]));
  const run: Run = {
    drawn: 0,
    valid: 0,
    turns: 0,
    foreseen: 0,
    ends: new Map(),
    seen: new Map(),
    refused: new Map(),
    leaves,
    most: { events: 0, rows: 0, bytes: 0 },
    failures: [],
  };
  for (let seed = first; run.valid < valid && run.drawn < valid * 3; seed += 1) {
    run.drawn += 1;
    const written = randomPlaybook(seed);
    const book = checked(written, seed, vocabulary);
    if ('refused' in book) {
      more(run.refused, kindOf(book.refused[0] ?? ''));
      continue;
    }
    run.valid += 1;
    const { playbook, people, runbook } = files;
    const all = [
      playbook.in(written.playbook),
      people.in(written.people),
      ...Object.values(written.runbooks).map((one) => runbook.in(one)),
    ];
    for (const leaf of new Set(all.flatMap((some) => some.map((one) => one.leaf)))) more(leaves, leaf);
    try {
      const { life, foreseen, ends } = play(seed, book.pack, book.people, vocabulary);
      run.turns += life.turns;
      run.foreseen += foreseen;
      more(run.ends, ends.join(' → '));
      for (const what of life.seen) more(run.seen, what);
      run.most = {
        events: Math.max(run.most.events, life.most.events),
        rows: Math.max(run.most.rows, life.most.rows),
        bytes: Math.max(run.most.bytes, life.most.bytes),
      };
    } catch (error) {
      run.failures.push(failureOf(seed, written, error as Error, vocabulary));
      if (run.failures.length >= 5) return run;
    }
  }
  return run;
}

function failureOf(seed: number, written: Written, error: Error, vocabulary: Vocabulary): string {
  const kind = kindOf(error.message);
  const fails = (one: Written): boolean => {
    const book = checked(one, seed, vocabulary);
    if ('refused' in book) return false;
    try {
      play(seed, book.pack, book.people, vocabulary);
      return false;
    } catch (other) {
      return kindOf((other as Error).message) === kind;
    }
  };
  const small = smaller(written, fails);
  const files = { 'playbook.yaml': small.playbook, 'people.yaml': small.people, runbooks: small.runbooks };
  return `seed ${seed} (PLAYBOOK_SEED=${seed} for it alone): ${error.message}\n${JSON.stringify(files, null, 1)}`;
}

/** The run in a few lines. */
export function inShort(run: Run): string {
  const { drawn, valid, turns, foreseen, most } = run;
  const top = (counts: Map<string, number>, n: number): string =>
    [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, n)
      .map(([what, times]) => `  ${times} ${what}`)
      .join('\n');
  return `${valid} valid playbooks of ${drawn} (${Math.round((valid / drawn) * 100)} %), ${turns} turns, ${foreseen} pages foreseen from the text alone, at most ${most.events} events and ${most.rows} rows in a turn and ${most.bytes} bytes of state
lives:
${top(run.ends, 9)}
refused for:
${top(run.refused, 9)}`;
}

/** The leaves with how many playbooks have them, the rarest first. */
export const rarest = ({ leaves }: Run, n = leaves.size): string =>
  [...leaves]
    .sort((a, b) => a[1] - b[1])
    .slice(0, n)
    .map(([leaf, times]) => `  ${times} ${leaf}`)
    .join('\n');

/** Leaves that the generator does not draw yet: stories of their own act by them. May only get shorter. */
const NOT_DRAWN = [
  'playbook.readiness[].before',
  'playbook.readiness[].handover',
  'chapter[]<do>.do[]<run>.run',
  'chapter[]<do>.do<run>.run',
  'runbook.automatic',
  'chapter[]<do>.before',
  'chapter[]<do>.before.*',
];

/** Leaves that occur in fewer playbooks; what is not drawn yet is known to. */
export const rarerThan = ({ leaves }: Run, least: number): string[] =>
  [...leaves]
    .filter(([leaf, times]) => times < least && !NOT_DRAWN.includes(leaf))
    .map(([leaf, times]) => `${leaf}: ${times}`);
