import { own } from '#core/own';
import { list, rulesOf } from '#core/rules/expand';
import { LATE } from '#core/rules/rule';
import { withdraws } from '../vocabulary.ts';
import { type Finding, type Linted, pathOf, wrong } from './finding.ts';

/** What is told to a place that is empty once the incident is over would never be read there. */
export function* withdrawn({ playbook, vocabulary }: Linted): Iterable<Finding> {
  const isEmptied = (place: string): boolean => withdraws(vocabulary, own(playbook.places, place));
  const hint = 'no such action: it is withdrawn there without a rule';
  for (const { on, late, do: actions, path } of rulesOf(playbook)) {
    const isLate = late || (on?.every((event) => LATE.includes(event)) ?? false);
    if (!isLate) continue;
    for (const action of actions) {
      const told = 'tell' in action ? list(action.tell) : 'ticket' in action ? list(action.ticket) : [];
      for (const place of told)
        if (isEmptied(place))
          yield wrong(
            [...pathOf(path), 'do'],
            `${place} shows something only while the incident lasts, and this comes after its end`,
            hint,
          );
    }
  }
  for (const [n, { to, final }] of playbook.updates.entries()) {
    const places = list(to);
    if (final !== undefined && places.every(isEmptied) && places.every((place) => own(playbook.places, place)))
      yield wrong(
        ['updates', n, 'final'],
        `${places.join(', ')} shows something only while the incident lasts, and this is asked for after its end`,
        'no final, or a place besides that keeps what it was told',
      );
  }
}
