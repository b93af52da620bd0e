import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { jsonOf } from '#plugins/fakes/wire';
import { startInbox } from './server.ts';
import { emptyState, State } from './state.ts';

const Options = z.strictObject({
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  state: z.string().min(1).optional(),
  /** JSON: what each channel's fake is told, by the name of the channel. */
  settings: z.string().default('{}').transform(jsonOf).pipe(z.record(z.string(), z.unknown())),
});
const fail = (error: unknown): never => {
  process.stderr.write(`inbox: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}\n`);
  process.exit(2);
};
const asked = (): z.infer<typeof Options> => {
  try {
    const options = { port: { type: 'string' }, state: { type: 'string' }, settings: { type: 'string' } } as const;
    return Options.parse({ ...parseArgs({ options }).values });
  } catch (error) {
    return fail(error);
  }
};
const { port, state: file, settings } = asked();

const remembered = (): State => {
  if (file === undefined || !existsSync(file)) return emptyState();
  const state = State.safeParse(jsonOf(readFileSync(file, 'utf8')));
  return state.success ? state.data : fail(`${file} is not a state file of this version`);
};
const state = remembered();
const save = () => {
  if (file === undefined) return;
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
};
let due: NodeJS.Timeout | undefined;
const changed = () => {
  due ??= setTimeout(() => {
    due = undefined;
    save();
  }, 250);
};

const inbox = await startInbox({
  port,
  state,
  changed,
  settings,
  log: (line) => process.stderr.write(`inbox: ${line}\n`),
}).catch(fail);
process.stdout.write(`${JSON.stringify({ url: inbox.url })}\n`);

const stop = () => {
  clearTimeout(due);
  save();
  void inbox.close().finally(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
