import { dateIn } from '../../calendar.ts';
import { type Finding, type Linted, note } from './finding.ts';

/** What a playbook knowingly does not meet, it does not meet for a time: a day that is past is named. The day itself still counts, in the playbook's zone. */
export function* accepted({ playbook: { accept, zone }, at: now }: Linted): Iterable<Finding> {
  if (now === undefined) return;
  const today = dateIn(zone, now);
  for (const [n, { claim, until }] of accept.entries())
    if (until < today)
      yield note(
        ['accept', n, 'until'],
        `that ${claim} is not met was accepted until ${until}: meet it, or say why it is still accepted, and until when`,
      );
}
