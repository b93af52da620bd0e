import { expect, test } from 'vitest';
import { jsonLog } from '#adapters/aws/log';
import { Undeliverable } from '#core/errors';
import { broken, worked } from '#test/worked';

test('whatever goes wrong while people are reached, the log names none of their addresses', async () => {
  const lines: string[] = [];
  const write = (message: string, facts: unknown) => void lines.push(JSON.stringify([message, facts]));
  // a provider that repeats whom it could not reach, as providers do
  const story = broken({
    fault: (tool, _, to) => (tool === 'slack' ? undefined : new Undeliverable(`${tool} refused ${to.join(', ')}`)),
  });
  story.world.ports.log = jsonLog({ info: write, warn: write, error: write } as never);
  await worked(story);
  await story.until('17:30');
  expect(story.world.sent.length).toBeGreaterThan(5);
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => /@[\w-]+\.|\+1[ -]?555/.test(line))).toEqual([]);
});
