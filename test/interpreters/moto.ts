import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { machines } from '#core/machines';
import { definitionOf } from '#simulator/machines';
import { ensurePython } from '../../local/setup.mjs';
import type { Path } from './paths.ts';
import { executionOf, type Ran } from './ran.ts';

/** What moto gets wrong, and the driver mends when it is asked to; docs/engine-differences.md says which and why. */
export const mends = ['catch-to-itself', 'states-error-of-a-branch'] as const;
export type Mend = (typeof mends)[number];

const text = z.string();
const Event = z.looseObject({
  id: z.number(),
  previousEventId: z.number(),
  type: z.string(),
  name: text.optional(),
  input: text.optional(),
  output: text.optional(),
  error: text.optional(),
  cause: text.optional(),
  resource: text.optional(),
  parameters: text.optional(),
  timeoutInSeconds: z.number().optional(),
  assignedVariables: z.record(z.string(), text).optional(),
});
const Line = z.strictObject({
  path: z.string(),
  executions: z.record(
    z.string(),
    z.strictObject({
      status: z.string(),
      output: text.optional(),
      error: text.optional(),
      cause: text.optional(),
      events: z.array(Event),
    }),
  ),
  left: z.record(z.string(), z.number()),
});

const value = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

/** Takes the paths in moto's interpreter, all in one process of the private Python environment. */
export async function runInMoto(paths: readonly Path[], mended: readonly Mend[] = mends): Promise<Map<string, Ran>> {
  const python = await ensurePython('moto', join('test', 'interpreters'));
  const account = ':123456789012:';
  const definitions = Object.fromEntries(
    machines.map((m) => [m, JSON.parse(JSON.stringify(definitionOf(m)).replaceAll(':000000000000:', account))]),
  );
  const asked = {
    machines: definitions,
    mends: mended,
    paths: paths.map((path, n) => ({ ...path, execution: executionOf(path, n) })),
  };
  const out = await output(python, JSON.stringify(asked));
  const lines = out.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const { path, executions, left } = Line.parse(JSON.parse(line.replaceAll(account, ':000000000000:')));
      const read = Object.entries(executions).map(([name, { output: result, events, ...ended }]) => [
        name,
        {
          ...ended,
          ...(result === undefined ? {} : { output: value(result) }),
          events: events.map((event) => ({
            ...event,
            input: value(event.input),
            output: value(event.output),
            parameters: value(event.parameters),
            assignedVariables:
              event.assignedVariables &&
              Object.fromEntries(Object.entries(event.assignedVariables).map(([k, json]) => [k, value(json)])),
          })),
        },
      ]);
      return [path, { executions: Object.fromEntries(read), left }];
    }),
  );
}

function output(python: string, input: string): Promise<string> {
  const driver = fileURLToPath(new URL('moto_driver.py', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(python, [driver], { env: { ...process.env, PYTHONUTF8: '1' } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => void out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => void err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
      else reject(new Error(`moto's driver ended with ${code}: ${Buffer.concat(err).toString('utf8').slice(-4000)}`));
    });
    child.stdin.end(input);
  });
}
