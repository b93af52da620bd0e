import { writeFileSync } from 'node:fs';
import { bugs } from './bugs.ts';
import { Hunter } from './hunter.ts';

// Hunts the bugs that are named and writes into a file, as JSON, what has caught each: `node test/seeded/hunt.ts FILE NAME…`.
const [file = '', ...names] = process.argv.slice(2);
const hunter = await Hunter.open();
const caught: Record<string, string | null> = {};
try {
  for (const bug of bugs.filter(({ name }) => names.includes(name)))
    caught[bug.name] = (await hunter.hunt(bug)) ?? null;
} finally {
  await hunter.close();
}
writeFileSync(file, JSON.stringify(caught));
