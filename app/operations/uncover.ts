import * as z from 'zod';
import { Cover, coverOf } from '#app/covers/cover';
import { planHandOvers } from '#app/readiness/plan-hand-overs';
import { keys } from '#app/store/keys';
import { NotFound, Refused } from '#core/errors';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { coverText, isOwn } from '../api/cover.ts';
import { json, operation } from '../api/operation.ts';
import { Refusal } from '../api/problem.ts';
import { isAtLeast } from '../api/roles.ts';
import { textOf } from '../api/verb.ts';

/** Takes a cover back; who asked for it is kept beside who took it back. */
export const uncover = operation({
  name: 'uncover',
  method: 'post',
  path: '/v1/covers/{id}/take-back',
  role: 'responder',
  summary: 'Take a cover back: your own, one that you asked for, or as a commander any',
  body: () => z.strictObject({}),
  answers: { status: 200, description: 'The cover, taken back', json: Cover },
  async run(ports, { id, caller, body }) {
    const sk = Buffer.from(id, 'base64url').toString();
    // an id of a cover says its end, rotation, person and begin; anything else is none, and perhaps no key of the table at all
    const isId = /^[\w-]{1,300}$/.test(id) && sk.split('#').length === 4;
    const row = isId ? await ports.table.get(keys.cover(sk)) : undefined;
    if (row === undefined) throw new NotFound(`no cover ${id.slice(0, 80)}`);
    await body();
    const stands = coverOf(row);
    if (!isAtLeast(caller.role, 'commander') && !isOwn(caller, stands.person) && !isOwn(caller, stands.by))
      throw new Refusal(
        403,
        'Insufficient role',
        `${stands.by} asked for this cover: they, or a commander, take it back`,
      );
    if (stands.takenBack !== undefined) return json(stands);
    const left: Cover = { ...stands, takenBack: { by: caller.name, at: iso(ports.now()) } };
    try {
      await ports.table.write([
        {
          update: keys.cover(sk),
          set: { cover: asJson(left), taken: true },
          when: { taken: { eq: false } },
        },
      ]);
    } catch (error) {
      const beside = error instanceof Refused ? await ports.table.get(keys.cover(sk)) : undefined;
      if (beside === undefined) throw error;
      return json(coverOf(beside));
    }
    await planHandOvers(ports, stands.rotation);
    ports.log.info('cover taken back', { id, by: caller.name });
    return json(left);
  },
  cli: {
    verb: 'uncover',
    arguments: [{ name: 'id', sets: 'path.id', help: 'the cover, as `cover` and `on-call` show it' }],
    text: textOf(Cover, coverText),
  },
});
