import * as z from 'zod';
import { declare as open } from '#app/store/declare';
import { categoriesOf } from '#core/playbook/words-of';
import { jsonOf } from '../api/body.ts';
import { carryOutOnce } from '../api/carry-out-once.ts';
import { factsOf } from '../api/facts.ts';
import { Line, oneOf } from '../api/fields.ts';
import { onceOf } from '../api/idempotency.ts';
import { incidentText } from '../api/incident-row.ts';
import { operation } from '../api/operation.ts';
import { placesOf } from '../api/places.ts';
import { wrong } from '../api/problem.ts';
import { Shown, show } from '../api/show.ts';
import type { Words } from '../api/words.ts';
import { parsed } from '../api/wrong-fields.ts';

/** A declaration; with words, its severity, service and category are words of the playbook. */
export const Declaration = (words?: Words) =>
  z.strictObject({
    source: z.literal('manual').optional(),
    title: Line,
    severity: oneOf(words?.playbook.severities.map((s) => s.id)).optional(),
    service: oneOf(words && Object.keys(words.playbook.services)).optional(),
    category: oneOf(words && categoriesOf(words.playbook))
      .optional()
      .meta({ description: 'One of the categories that the playbook’s detection rules have' }),
    reporter: Line.optional(),
    facts: factsOf(words).optional(),
  });

/** Opens an incident by hand. */
export const declare = operation({
  name: 'declare',
  method: 'post',
  path: '/v1/incidents',
  role: 'responder',
  summary: 'Declare an incident; it never joins one that is open',
  body: Declaration,
  headers: ['Idempotency-Key'],
  answers: { status: 201, description: 'The new incident', json: Shown },
  async run(ports, call) {
    const body = await jsonOf(call.request);
    const once = await onceOf(ports, call, body);
    return carryOutOnce(once, async (keep) => {
      const { pack, people } = ports.deployed;
      const read = parsed(Declaration({ playbook: pack.playbook, people }), body);
      const faults = [...once.faults, ...('faults' in read ? read.faults : [])];
      if (faults.length > 0 || 'faults' in read) throw wrong(faults);
      await open(ports, once.commandId, call.caller.name, read.data, (next) =>
        keep({ status: 201, version: 1, body: show(next, 1, placesOf(ports)) }),
      );
    });
  },
  cli: {
    verb: 'declare',
    arguments: [{ name: 'title', sets: 'body.title', help: 'what is wrong, in one line' }],
    options: [
      {
        flag: '--severity <id>',
        sets: 'body.severity',
        help: 'a severity of the playbook; left out, the playbook decides',
      },
      { flag: '--service <name>', sets: 'body.service', help: 'the service that is affected' },
      { flag: '--category <name>', sets: 'body.category', help: 'a category of the playbook’s detection rules' },
      { flag: '--reporter <who>', sets: 'body.reporter', help: 'who noticed it, if not you' },
      { flag: '--fact <name=value>', sets: 'body.facts', form: 'pairs', help: 'something known; repeatable' },
    ],
    text: incidentText,
  },
});
