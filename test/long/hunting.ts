import { runSeed } from '../faults/deployment.ts';
import { type Bug, lives } from '../seeded/bugs/bug.ts';
import { bugs } from '../seeded/bugs.ts';
import { Hunter } from '../seeded/hunter.ts';

/** A bug, and the test or seed that has caught it; none where it survives. */
export interface Hunted {
  bug: Bug;
  caught: string | undefined;
}

/** Hunts the bugs whose kind or name has a part in it, one after the other; their hunters have to be green without one. */
export async function huntAll(part: string, say: (line: string) => void): Promise<Hunted[]> {
  const hunted: Hunted[] = [];
  const hunter = await Hunter.open();
  try {
    for (const bug of bugs.filter(({ name, kind }) => `${kind}: ${name}`.includes(part))) {
      const caught = await hunter.hunt(bug);
      hunted.push({ bug, caught });
      say(
        `${caught === undefined ? 'SURVIVES' : 'caught  '} ${bug.kind}: ${bug.name}${caught === undefined ? '' : `\n         ${caught}`}`,
      );
    }
    for (const { caught = '' } of hunted) {
      const [, seed] = caught.startsWith(lives) ? (/seed (\d+)/.exec(caught) ?? []) : [];
      const violation = seed === undefined ? undefined : (await runSeed(Number(seed))).violation;
      if (violation !== undefined) throw new Error(`seed ${seed} breaks without a bug: ${violation}`);
    }
    for (const [file, names] of namesByFile(hunted)) {
      const failing = await hunter.failingWithout(file, names);
      if (failing.length > 0) throw new Error(`${file} fails without a bug: ${failing.join('; ')}`);
    }
  } finally {
    await hunter.close();
  }
  return hunted;
}

/** The tests that have caught something, without the random lives. */
function namesByFile(hunted: readonly Hunted[]): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const { bug, caught = '' } of hunted) {
    const hunter = bug.hunters.find((each) => caught.startsWith(`${each.split(' > ')[0]}: `));
    if (hunter === undefined || hunter === lives) continue;
    const [file = ''] = hunter.split(' > ');
    byFile.set(file, [...(byFile.get(file) ?? []), caught.slice(file.length + 2)]);
  }
  return byFile;
}

/** What docs/seeded-bugs.md says. */
export function pageOf(hunted: readonly Hunted[], stamp: string): string {
  const caught = hunted.filter((h) => h.caught !== undefined).length;
  const kinds = [...new Set(hunted.map(({ bug }) => bug.kind))];
  const rows = (kind: Bug['kind']): string =>
    hunted
      .filter(({ bug }) => bug.kind === kind)
      .map(({ bug, caught: by }) => `| ${bug.name} | ${bug.breaks} | ${by === undefined ? '**survives**' : by} |`)
      .join('\n');
  return `# Seeded bugs

One-line mistakes of design, built into the product in memory and hunted by its own tests: ${caught} of ${hunted.length} are caught.
Written by \`npm run test:long -- --bugs --write\` ${stamp}; each commit hunts five of them in \`npm test\`.

The lines are data in \`test/seeded/bugs/\`. A bug counts as caught by the first test that fails with it, or by the first seed of the random
lives (\`simulator/faults\`) that breaks an invariant. A test that runs out of time catches nothing, and all these tests pass without a bug.
${kinds.map((kind) => `\n## ${kind}\n\n| bug | what it breaks | caught by |\n| --- | --- | --- |\n${rows(kind)}\n`).join('')}`;
}
