import { parse } from 'yaml';
import { isRecord } from '#core/json';
import type { Vocabulary } from '#core/playbook/vocabulary';
import { leavesOf } from '#test/leaves';
import { Life } from '../../core/random-playbooks/life.ts';
import type { Written } from '../../core/random-playbooks/playbook.ts';
import { checked } from '../../core/random-playbooks/valid.ts';
import { small } from '../../core/small-playbook.ts';
import type { ByHand } from './by-hand.ts';
import { type Lived, observed } from './observed.ts';
import { occurrences } from './pairs.ts';
import { changedAt, placeOf } from './place.ts';

const yaml = (file: string): Record<string, unknown> => {
  const said: unknown = parse(small[file] ?? '');
  if (!isRecord(said)) throw new Error(`${file} is no map`);
  return said;
};
const templates = Object.entries(small).flatMap(([file, text]) => {
  const [, id] = /^templates\/(.*)\.liquid$/.exec(file) ?? [];
  return id === undefined ? [] : [[id, text]];
});
const smallest = (): Written => ({
  playbook: yaml('playbook.yaml'),
  people: yaml('people.yaml'),
  runbooks: { restart: yaml('runbooks/restart.yaml') },
  templates: Object.fromEntries(templates) as Record<string, string>,
  certificates: {},
});

/** What is seen of the two playbooks of a pair where it says that it shows. Throws where one of them is not valid, or the leaf is in neither. */
export function seenByHand(pair: ByHand, vocabulary: Vocabulary): [string, string] {
  const one = Object.entries(pair.says ?? {}).reduce(
    (written, [at, value]) => changedAt(written, placeOf(at), value),
    smallest(),
  );
  const other = changedAt(one, placeOf(pair.at), pair.to);
  const files = leavesOf(vocabulary);
  const has = [one, other].some((written) =>
    occurrences(written, files).some(({ leaf, at }) => leaf === pair.leaf && at.join('.').startsWith(pair.at)),
  );
  if (!has) throw new Error(`${pair.at} is no ${pair.leaf}`);
  return [seen(one, pair, vocabulary), seen(other, pair, vocabulary)];
}

function seen(written: Written, { shows, happens }: ByHand, vocabulary: Vocabulary): string {
  const book = checked(written, 0, vocabulary);
  if ('refused' in book) throw new Error(book.refused.join('\n'));
  const lived: Lived = ({ pack, people }, words, onTurn) => {
    const life = new Life(pack, people, words, Date.parse('2026-03-11T14:02:00Z'));
    life.onTurn = onTurn;
    happens?.(life);
  };
  for (const [surface, text] of observed(lived, book, vocabulary)) if (surface === shows) return text;
  throw new Error(`nothing is seen of ${shows}`);
}
