import * as z from 'zod';
import { TestPage } from '#app/outbox/send-test-page';
import type { Write } from '#app/ports';
import { due, keys } from '#app/store/keys';
import { Conflict, Refused } from '#core/errors';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { own } from '#core/own';
import { json, operation } from '../api/operation.ts';
import { ShownTestPage, shownTestPage, testPageText } from '../api/test-page.ts';
import { textOf } from '../api/verb.ts';

const WEEK = 7 * 86_400;
/** Seconds between two test pages of one person. */
const PAUSE = 60;

/** Sends a real page to each of one's own channels, about no incident. */
export const sendTestPage = operation({
  name: 'sendTestPage',
  method: 'post',
  path: '/v1/test-pages',
  role: 'responder',
  summary: 'Send a test page to each of your own channels, and say what each provider answered',
  body: () => z.strictObject({ to: z.literal('me') }),
  answers: { status: 201, description: 'The test page, under way', json: ShownTestPage },
  async run(ports, call) {
    await call.body();
    const { name: person } = call.caller;
    if (own(ports.deployed.people.people, person) === undefined)
      throw new Conflict(`${person} is nobody in people.yaml: there is no channel to test`);
    const test = TestPage.parse({ id: ports.newId(), person });
    const now = ports.wallClock();
    const ttl = Math.floor(now.getTime() / 1000) + WEEK;
    const at = iso(now);
    const { pk, sk } = keys.testPage(test.id);
    const writes: Write[] = [
      {
        put: { ...keys.lastTest(person), at, ttl },
        when: [{ pk: { absent: true } }, { at: { below: iso(now.getTime() - PAUSE * 1000) } }],
      },
      {
        put: {
          pk,
          sk,
          v: 1,
          key: `TEST-${test.id}.1.test.0.${person}`,
          test: asJson(test),
          createdAt: at,
          duePk: due.outbox,
          dueAt: at,
          ttl,
        },
        when: { pk: { absent: true } },
      },
    ];
    try {
      await ports.table.write(writes);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Conflict(`a test page went to ${person} less than ${PAUSE} s ago`);
    }
    return json(shownTestPage(ports.deployed, test), 201, { location: `/v1/test-pages/${test.id}` });
  },
  cli: {
    verb: 'test-page',
    arguments: [{ name: 'who', sets: 'body.to', help: 'me: nobody pages others to test' }],
    until: { path: '/v1/test-pages/{id}', done: 'done' },
    text: textOf(ShownTestPage, testPageText),
  },
});
