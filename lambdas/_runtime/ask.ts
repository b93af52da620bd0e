import * as z from 'zod';
import type { Ports } from '#app/ports';
import { turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { Superseded } from '#core/errors';
import type { TaskCommand } from '#core/incident/command';
import { textOf } from '#core/json';
import { task } from './task.ts';
import { WhereAndToken } from './where.ts';

type Needs = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log' | 'tokens' | 'newId'>;

/**
 * A task that waits for a person, or for the end. Store, then look: the token goes into the table first, then the incident says whether there
 * is anything left to wait for. Such a task never throws what a machine should hear: it fails its own token.
 */
export const asking = (slot: Extract<TaskCommand, { do: 'ask' }>['slot']) =>
  task({
    input: WhereAndToken,
    output: z.strictObject({ asked: z.string() }),
    async run(ports: Needs, { incidentId, token, ...where }) {
      await ports.table.write([
        { put: { ...keys.token(incidentId, slot), token, run: where.run, visit: where.visit } },
      ]);
      try {
        // each asking is a look of its own: the question itself is put only once
        const { answered } = await turn(
          ports,
          incidentId,
          `${incidentId}/${where.cycle}/ask/${slot}/${where.run}.${where.visit}/${ports.newId()}`,
          { do: 'ask', slot, ...where },
        );
        if (answered !== false) await ports.tokens.succeed(token, { verdict: textOf(answered) });
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
        await ports.tokens.fail(token, error.name, error.message);
      }
      return { asked: slot };
    },
  });
