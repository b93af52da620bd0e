import * as z from 'zod';
import { incidentCommand } from '#app/api/incident-command';
import { json, operation } from '#app/api/operation';

// What an operation forgets must not compile: each omission below is an error, and `tsc` fails where it is none.
const name = 'sample';
const method = 'get' as const;
const path = '/v1/samples' as const;
const role = 'viewer' as const;
const summary = 'List samples';
const answers = { status: 200 as const, description: 'All samples', json: z.object({ items: z.array(z.string()) }) };
const run = () => json({ items: [] });
const cli = { none: 'a sample' };
const base = { name, method, path, role, summary, answers };
const reason = z.string();

/** The whole of it compiles. */
export const whole = operation({ name, method, path, role, summary, answers, run, cli });

// @ts-expect-error nobody says who may do it
operation({ name, method, path, summary, answers, run, cli });

// @ts-expect-error nobody decides whether the command line has it
operation({ name, method, path, role, summary, answers, run });

// @ts-expect-error nobody says what it answers
operation({ name, method, path, role, summary, run, cli });

// @ts-expect-error a role that there is not
operation({ name, method, path, role: 'owner', summary, answers, run, cli });

const query = z.strictObject({ limit: z.string() });
operation({
  ...base,
  run,
  query,
  // @ts-expect-error an option that fills no field of the query
  cli: { verb: 'samples', options: [{ flag: '--at <time>', sets: 'query.at', help: 'when' }] },
});

operation({
  ...base,
  cli,
  query,
  // @ts-expect-error a field that the query does not have
  run: (_, call) => json(call.query.at),
});

const command = { name, segment: 'sample', summary, body: () => z.strictObject({ reason }), cli: { verb: 'sample' } };

// @ts-expect-error nobody says what it does
incidentCommand({ ...command, role });

// @ts-expect-error nobody says who may do it
incidentCommand({ ...command, toCommands: () => [] });

// @ts-expect-error a command that the core does not know
incidentCommand({ ...command, role, toCommands: () => [{ do: 'dance', by: 'ana' }] });

incidentCommand({
  ...command,
  role,
  toCommands: () => [],
  // @ts-expect-error an option that fills no field of the body
  cli: { verb: 'sample', options: [{ flag: '--note <text>', sets: 'body.note', help: 'a note' }] },
});
