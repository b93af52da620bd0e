import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { startInbox } from './server.ts';
import { emptyState, State } from './state.ts';

const Options = z.strictObject({
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  state: z.string().min(1).optional(),
  'slack-channels': z.string().optional(),
});
const asked = (): z.infer<typeof Options> => {
  try {
    const options = {
      port: { type: 'string' },
      state: { type: 'string' },
      'slack-channels': { type: 'string' },
    } as const;
    return Options.parse({ ...parseArgs({ options }).values });
  } catch (error) {
    process.stderr.write(`inbox: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}\n`);
    process.exit(2);
  }
};
const { port, state: file, 'slack-channels': names } = asked();

const state =
  file !== undefined && existsSync(file) ? State.parse(JSON.parse(readFileSync(file, 'utf8'))) : emptyState();
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
  ...(names === undefined ? {} : { slackChannels: names.split(',').map((one) => one.trim()) }),
  log: (line) => process.stderr.write(`inbox: ${line}\n`),
});
process.stdout.write(`${JSON.stringify({ url: inbox.url })}\n`);

const stop = () => {
  clearTimeout(due);
  save();
  void inbox.close().finally(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
