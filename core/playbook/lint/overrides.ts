import { ranked, spanOf } from '../../on-call/stand-in.ts';
import type { Override } from '../people.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

const file = 'people.yaml';

/** Every override is one that can still count. */
export function* overrides({ people, at: now }: Linted): Iterable<Finding> {
  for (const [n, override] of people.overrides.entries()) {
    const { from, until } = spanOf(override);
    if (from >= until)
      yield wrong(
        ['overrides', n, 'to'],
        `this override ends at ${override.to}, before it begins`,
        `later than ${override.from}`,
        file,
      );
    else if (now !== undefined && until <= now.getTime())
      yield note(['overrides', n], `this override ended at ${override.to}: it can go`, file);
    else if (isHidden(override, people.overrides))
      yield note(
        ['overrides', n],
        `this override is never used: shorter ones, or later ones just as long, cover all of it`,
        file,
      );
  }
}

/** Whether those that count before it leave nothing of its time. */
function isHidden(override: Override, all: readonly Override[]): boolean {
  const order = ranked(all, override.rotation);
  const before = order.slice(0, order.indexOf(override)).map(spanOf);
  const { from, until } = spanOf(override);
  let left = from;
  for (const span of before.sort((a, b) => a.from - b.from)) {
    if (span.from > left) break;
    left = Math.max(left, span.until);
  }
  return left >= until;
}
