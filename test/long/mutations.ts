import { judged } from '#test/mutations';

/** Mutates the shipped playbook so many times; what is not clear, or throws, with its seed. */
export function mutateAll(most: number, say: (line: string) => void): string[] {
  const wrong: string[] = [];
  let [mutations, valid, seed] = [0, 0, 0];
  for (; mutations < most; seed += 1) {
    const one = judged(seed);
    mutations += one.mutations;
    valid += one.valid ? 1 : 0;
    wrong.push(...one.wrong.map((line) => `mutation with seed ${seed}: ${line}`));
  }
  say(`${mutations} mutations of the playbook in ${seed} readings: ${valid} are valid, ${wrong.length} are not clear`);
  return wrong;
}
