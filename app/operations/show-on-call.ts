import * as z from 'zod';
import { Cover, coversAt } from '#app/covers/cover';
import { iso } from '#core/incident/time';
import { coverText } from '../api/cover.ts';
import { Duty, dutiesAt, dutyText } from '../api/duty.ts';
import { json, operation } from '../api/operation.ts';
import { Instant, listOf } from '../api/query.ts';
import { textOf } from '../api/verb.ts';

/** Who is on call. */
export const showOnCall = operation({
  name: 'showOnCall',
  method: 'get',
  path: '/v1/on-call',
  role: 'viewer',
  summary: 'Show which people each target of the playbook means, now or at an instant',
  query: z.strictObject({ at: Instant.optional() }),
  answers: {
    status: 200,
    description: 'All targets',
    json: listOf(Duty).extend({ at: z.string(), covers: z.array(Cover) }),
  },
  async run(ports, { query: { at } }) {
    const when = at === undefined ? ports.now() : new Date(at);
    const { people } = ports.deployed;
    const covers = await coversAt(ports.table, when);
    const items = dutiesAt({ ...people, overrides: [...people.overrides, ...covers] }, when);
    return json({ at: iso(when), items, covers, next: null });
  },
  cli: {
    verb: 'on-call',
    options: [{ flag: '--at <time>', sets: 'query.at', help: 'an instant such as 2026-03-11T14:02:00Z; default: now' }],
    text: textOf(z.object({ items: z.array(Duty), covers: z.array(Cover).default([]) }), ({ items, covers }) =>
      [...items.map(dutyText), ...covers.map(coverText)].join('\n'),
    ),
  },
});
