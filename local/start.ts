import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, styleText } from 'node:util';
import * as z from 'zod';
import { InvalidPlaybook } from '#adapters/files/load-playbook';
import { bringUp, type Running } from './bring-up.ts';
import { demonstrate } from './demonstration.ts';
import { liveView } from './live-view.ts';

const Options = z.strictObject({
  once: z.boolean().default(false),
  'no-demo': z.boolean().default(false),
  playbook: z.string().default(fileURLToPath(new URL('../playbooks/tracktion', import.meta.url))),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  speed: z.coerce.number().positive().default(30),
});
const say = (line: string): void => void process.stderr.write(`${styleText('dim', line)}\n`);

function options(): z.infer<typeof Options> {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean' },
        'no-demo': { type: 'boolean' },
        playbook: { type: 'string' },
        port: { type: 'string' },
        speed: { type: 'string' },
      },
    });
    return Options.parse({ ...values });
  } catch (error) {
    process.stderr.write(
      `${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}\n\nnpm start -- [--once] [--no-demo] [--playbook DIR] [--port N] [--speed N]\n`,
    );
    process.exit(2);
  }
}

const asked = options();
let running: Running | undefined;
let stopping: Promise<void> | undefined;
let stopped = false;
const stop = (): Promise<void> => {
  stopped = true;
  stopping ??= (running?.stop() ?? Promise.resolve()).catch((error: unknown) =>
    say(`while stopping: ${String(error)}`),
  );
  return stopping;
};
const leave = (): void => {
  say('stopping: engine, inbox and demo service');
  // a deployment in progress is awaited first: only then is there something to stop
  void (bringing ?? Promise.resolve())
    .catch(() => undefined)
    .then(stop)
    .then(() => process.exit(stoppedCode));
};
let bringing: Promise<unknown> | undefined;
let stoppedCode = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
process.on('disconnect', leave);

try {
  say(`Tocsin on this machine: playbook ${asked.playbook}, ${asked.speed} times faster than real time`);
  const began = Date.now();
  const coming = bringUp({
    playbook: resolve(asked.playbook),
    speed: asked.speed,
    ...(asked.port === undefined ? {} : { port: asked.port }),
    say,
  });
  bringing = coming;
  running = await coming;
  const { consoleUrl, inboxUrl, patientUrl, apiUrl } = running.outputs;
  process.stderr.write(
    `\n${styleText('bold', 'The board')}  ${consoleUrl}\n           watch the incident there; sign in as any of four roles by a button\n${styleText('bold', 'The inbox')}  ${inboxUrl}\n           what people and channels receive, with the link that acknowledges\n\n`,
  );
  say(`deployed in ${Math.round((Date.now() - began) / 1000)} s; addresses and tokens in .local/outputs.json`);
  if (!asked['no-demo'] && !stopped) {
    const view = liveView(process.stderr);
    const shown = await demonstrate(
      running,
      asked.speed,
      (line) => view.line(line),
      () => stopped,
    );
    view.end(shown);
    if (asked.once) {
      await stop();
      process.stdout.write(`${JSON.stringify(shown)}\n`);
      process.exit(0);
    }
  }
  process.stdout.write(
    `Board ${consoleUrl} · inbox ${inboxUrl} · demo service ${patientUrl} · API ${apiUrl}\nPress Ctrl-C to stop everything.\n`,
  );
} catch (error) {
  if (stopped) await stop();
  else {
    stoppedCode = error instanceof InvalidPlaybook ? 3 : 1;
    process.stderr.write(
      `${error instanceof InvalidPlaybook ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    if (stoppedCode === 1 && running !== undefined)
      process.stderr.write(`the engine's last log lines:\n${running.engine.logs().slice(-40).join('\n')}\n`);
    await stop();
    process.exit(stoppedCode);
  }
}
