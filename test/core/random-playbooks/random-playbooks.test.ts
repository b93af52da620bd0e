import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parsePlaybook } from '#core/playbook/parse';
import { plugins, vocabularyOf } from '#plugins/registry';
import { Draw } from './draw.ts';
import { Life } from './life.ts';
import { opening } from './play.ts';
import { randomPlaybook, type Written } from './playbook.ts';
import { inShort, rarerThan, rarest, runPlaybooks } from './run.ts';
import { checked } from './valid.ts';

const vocabulary = vocabularyOf(plugins);
const only = process.env['PLAYBOOK_SEED'];
/** The same playbooks each time; `npm run test:long -- --playbooks` draws 2,000. A failure says its seed. */
const first = 1000;

test('under 300 random valid playbooks an incident opens, escalates, is acknowledged, mended, closed, opened again and ended: every page arrives', () => {
  const run = runPlaybooks(only === undefined ? first : Number(only), only === undefined ? 300 : 1, vocabulary);
  expect(run.failures, run.failures.join('\n')).toEqual([]);
  if (only !== undefined) return;
  console.log(
    `${inShort(run)}\nthe rarest leaves, by playbooks (all of them: npm run test:long -- --playbooks):\n${rarest(run, 10)}`,
  );
  expect(run.valid).toBe(300);
  expect(run.valid / run.drawn).toBeGreaterThan(0.5);
  expect(rarerThan(run, 1)).toEqual([]);
  expect(run.foreseen).toBeGreaterThan(500);
  for (const what of [
    'Acknowledged',
    'PlanMade',
    'Resolved',
    'Closed',
    'Reopened',
    'Ended',
    'NobodyOnCall',
    'AcknowledgementLapsed',
    'ApprovalAsked',
    'ApprovalAnswered',
    'ApprovalWithdrawn',
  ])
    expect(run.seen.get(what) ?? 0, what).toBeGreaterThan(5);
});

test('an incident that nobody touches does not grow: after 200 more deadlines its state has the bytes that it had', () => {
  let lasting = 0;
  for (let seed = first; lasting < 12; seed += 1) {
    const book = checked(randomPlaybook(seed), seed, vocabulary);
    if ('refused' in book) continue;
    const life = new Life(book.pack, book.people, vocabulary, Date.parse('2026-03-11T14:02:00Z'));
    life.say(opening(new Draw(seed), life));
    const end = life.now + 400 * 86_400_000;
    if (life.wind(end, 200)) continue;
    const before = JSON.stringify(life.state).length;
    life.wind(end, 200);
    // rules and updates that act for the first time are kept, each once
    expect(JSON.stringify(life.state).length - before, `seed ${seed}`).toBeLessThan(1500);
    lasting += 1;
  }
});

const textsOf = ({ playbook, people, runbooks, templates, certificates }: Written): Record<string, string> => ({
  'playbook.yaml': JSON.stringify(playbook),
  'people.yaml': JSON.stringify(people),
  ...Object.fromEntries(Object.entries(runbooks).map(([id, book]) => [`runbooks/${id}.yaml`, JSON.stringify(book)])),
  ...Object.fromEntries(Object.entries(templates).map(([id, text]) => [`templates/${id}.liquid`, text])),
  ...certificates,
});

test('what is taken for valid here is what parsePlaybook makes of the texts', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  for (let seed = first; seed < first + 12; seed += 1) {
    const written = randomPlaybook(seed);
    const book = checked(written, seed, vocabulary);
    const parsed = parsePlaybook(textsOf(written), vocabulary, sha256);
    expect('pack' in parsed, `seed ${seed}`).toBe('pack' in book);
    if ('pack' in parsed && 'pack' in book)
      expect(parsed.pack).toEqual({ ...book.pack, hash: parsed.pack.hash, places: parsed.pack.places });
  }
});
