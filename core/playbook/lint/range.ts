import type { Range } from '#core/rules/condition';
import type { Path } from '../source.ts';
import { type Finding, wrong } from './finding.ts';

/** Limits between which there is a number; of none nothing would ever hold. */
export function* someBetween(path: Path, range: Range, file = 'playbook.yaml'): Iterable<Finding> {
  for (const over of ['above', 'atLeast'] as const)
    for (const under of ['below', 'atMost'] as const) {
      const [least, most] = [range[over], range[under]];
      if (least === undefined || most === undefined) continue;
      const meet = over === 'atLeast' && under === 'atMost';
      if (most > least || (meet && most === least)) continue;
      yield wrong(
        [...path, under],
        `nothing is ${wordOf[under]} ${most} and ${wordOf[over]} ${least}`,
        meet ? `${least} or more` : `more than ${least}`,
        file,
      );
    }
}
const wordOf = { above: 'above', atLeast: 'at least', below: 'below', atMost: 'at most' };
