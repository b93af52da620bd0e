import * as z from 'zod';
import { Cover, coverOf, coversAt, MOST_COVERS } from '#app/covers/cover';
import { planHandOvers } from '#app/readiness/plan-hand-overs';
import { keys } from '#app/store/keys';
import { Conflict, Refused } from '#core/errors';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { coverText, isOwn } from '../api/cover.ts';
import { oneOf, Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { json, operation } from '../api/operation.ts';
import { Refusal, wrong } from '../api/problem.ts';
import { isAtLeast } from '../api/roles.ts';
import { textOf } from '../api/verb.ts';

const WEEK = 7 * 86_400;
const LONGEST_DAYS = 92;
const Instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-03-11T14:02:00Z' });

/** Puts somebody on duty for a while; the same asked for twice is one. */
export const cover = operation({
  name: 'cover',
  method: 'post',
  path: '/v1/covers',
  role: 'responder',
  summary: 'Take the duty of a rotation for a while; for somebody else, a commander says it',
  body: (words) =>
    z.strictObject({
      rotation: oneOf(words && Object.keys(words.people.rotations)),
      person: oneOf(words && Object.keys(words.people.people)),
      from: Instant,
      to: Instant,
      reason: Reason.optional(),
    }),
  answers: { status: 200, description: 'The cover', json: Cover },
  async run(ports, call) {
    const { rotation, person, reason, ...times } = await call.body();
    const { caller } = call;
    if (!isAtLeast(caller.role, 'commander') && !isOwn(caller, person))
      throw new Refusal(403, 'Insufficient role', `a responder takes a duty over; a commander gives it to ${person}`);
    const now = ports.now();
    const [from, to] = [iso(new Date(times.from)), iso(new Date(times.to))];
    if (to <= from) throw wrong([{ path: 'to', message: 'must be later than from' }]);
    if (to <= iso(now)) throw wrong([{ path: 'to', message: 'must be later than now' }]);
    if (Date.parse(to) - Date.parse(from) > LONGEST_DAYS * 86_400_000)
      throw wrong([{ path: 'to', message: `must be at most ${LONGEST_DAYS} days after from` }]);
    const key = keys.cover(`${to}#${rotation}#${person}#${from}`);
    const id = Buffer.from(key.sk).toString('base64url');
    const asked: Cover = { id, rotation, person, from, to, ...given('reason', reason), by: caller.name, at: iso(now) };
    const standing = await coversAt(ports.table, now);
    const before = standing.find((one) => one.id === id);
    if (before !== undefined) return json(before);
    if (standing.length >= MOST_COVERS) throw new Conflict(`there are ${MOST_COVERS} covers already: take one back`);
    try {
      await ports.table.write([
        {
          put: { ...key, cover: asJson(asked), taken: false, ttl: Math.floor(Date.parse(to) / 1000) + WEEK },
          when: [{ pk: { absent: true } }, { taken: { eq: true } }],
        },
      ]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const row = await ports.table.get(key);
      if (row !== undefined) return json(coverOf(row));
      throw error;
    }
    await planHandOvers(ports, rotation);
    ports.log.info('cover', { id, rotation, person, from, to, by: caller.name });
    return json(asked);
  },
  cli: {
    verb: 'cover',
    arguments: [{ name: 'rotation', sets: 'body.rotation', help: 'a rotation of people.yaml' }],
    options: [
      { flag: '--person <id>', sets: 'body.person', required: true, help: 'who takes the duty' },
      { flag: '--from <time>', sets: 'body.from', required: true, help: 'an instant such as 2026-03-11T14:02:00Z' },
      { flag: '--to <time>', sets: 'body.to', required: true, help: 'its end' },
      { flag: '--reason <text>', sets: 'body.reason', help: 'why; shown with the duty' },
    ],
    text: textOf(Cover, coverText),
  },
});
