import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, styleText } from 'node:util';
import * as z from 'zod';
import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { bringUp, type Running } from './bring-up.ts';
import { demonstrate } from './demonstration/demonstrate.ts';
import { DemonstrationFailed } from './demonstration/tell.ts';
import { liveView } from './live-view.ts';

const Options = z.strictObject({
  once: z.boolean().default(false),
  'no-demo': z.boolean().default(false),
  playbook: z.string().default(fileURLToPath(new URL('../playbooks/tracktion', import.meta.url))),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  speed: z.coerce.number().positive().optional(),
});
/** Where neither the command line nor a demonstration says how fast. */
const otherwise = 30;
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

/** What there is to do where nothing happens by itself. */
const byHand =
  'declare an incident at the board or by `npx tocsin declare`, or say in demo.yaml what breaks and what people do (docs/playbooks.md, Demonstrations)';

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
  const loaded = loadPlaybook(resolve(asked.playbook));
  const shows = asked['no-demo'] ? undefined : loaded.demo;
  if (asked.once && shows === undefined)
    throw new DemonstrationFailed(
      asked['no-demo']
        ? '--once shows the demonstration, and --no-demo leaves it out: expected one of them'
        : `--once shows the demonstration of a playbook, and ${asked.playbook} has none: there is no demo.yaml beside its playbook.yaml. Without --once it starts all the same; then ${byHand}`,
    );
  const speed = asked.speed ?? shows?.demo.speed ?? otherwise;
  say(`Tocsin on this machine: playbook ${asked.playbook}, ${speed} times faster than real time`);
  const began = Date.now();
  const coming = bringUp({
    playbook: resolve(asked.playbook),
    loaded,
    speed,
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
  if (loaded.demo === undefined) say(`no demonstration: there is no demo.yaml beside playbook.yaml; ${byHand}`);
  if (shows !== undefined && !stopped) {
    const view = liveView(process.stderr);
    view.say(shows.demo.title);
    const shown = await demonstrate(running, shows, { speed, out: view, stopped: () => stopped });
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
    const isPlain = error instanceof InvalidPlaybook || error instanceof DemonstrationFailed;
    stoppedCode = error instanceof InvalidPlaybook ? 3 : running === undefined && isPlain ? 2 : 1;
    process.stderr.write(
      `${isPlain ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    if (stoppedCode === 1 && running !== undefined && running.engine.logs().length > 0)
      process.stderr.write(`the engine's last log lines:\n${running.engine.logs().slice(-40).join('\n')}\n`);
    await stop();
    process.exit(stoppedCode);
  }
}
