import type { Known } from '../board/talk.ts';
import { type Chapter, table, text } from './blocks.ts';
import { placeOf, whole } from './names.ts';

/** What the playbook knowingly does not meet, and why; nothing where there is none. */
export function accepted(known: Known): Chapter[] {
  const { accept } = known.pack.playbook;
  if (accept.length === 0) return [];
  return [
    {
      id: 'accepted',
      title: 'Knowingly not met',
      blocks: [
        text('The authors of this playbook know that it does not do what follows, and have accepted it until a day.'),
        ...table(
          ['Claim', 'Severity', 'Why', 'Until', 'Place'],
          accept.map(({ claim, severity, reason, until }, n) => [
            { code: claim },
            severity ?? 'all',
            whole(reason),
            until,
            placeOf(known, `accept.${n}`),
          ]),
        ),
      ],
    },
  ];
}
