import { expect, test } from 'vitest';
import { longestFunction } from '#adapters/aws/probing';
import { timeoutOf } from '#lib/handlers';
import { type HandlerName, type Right, rights } from '#lib/rights';

const names = Object.keys(rights) as HandlerName[];
const runners = names.filter((name) => (rights[name] as readonly Right[]).includes('run-actions'));

test('some handlers run actions', () => expect(runners.length).toBeGreaterThanOrEqual(3));

test.each(runners)('%s outlives the longest call of an action by time enough to say what came of it', (name) => {
  expect(timeoutOf(name).toMilliseconds() - longestFunction).toBeGreaterThanOrEqual(10_000);
});
