import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { bundleInto } from '#lib/bundle';
import type { HandlerName } from '#lib/rights';

/** Milliseconds of processor time from the load of the code to the end of the first call: medians, and of the pairs. */
export interface ColdStart {
  ours: number;
  bare: number;
  ratio: number;
}
export type ColdStarts = Record<'ingest' | 'dispatch' | 'page' | 'link', ColdStart>;

const handlers: Record<keyof ColdStarts, HandlerName> = {
  ingest: 'ingest/receive-alarm',
  dispatch: 'dispatch/dispatch-outbox',
  page: 'page/send-page',
  link: 'api/serve',
};
const tracktion = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
const alarm = readFileSync(new URL('../fixtures/high-error-rate.json', import.meta.url), 'utf8');
/** An alarm that repeats what is known, a row for the queue of pages, a page that is sent already, and a link that nobody has: work that ends with the first answers. */
const events: Record<keyof ColdStarts, unknown> = {
  ingest: { Records: [{ messageId: '1', body: alarm.replaceAll('"ALARM"', '"INSUFFICIENT_DATA"') }] },
  dispatch: {
    Records: [{ eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'INC-000042' }, sk: { S: 'O#page#1' } } } }],
  },
  page: { Records: [{ messageId: '1', body: '{"pk":"INC-000042","sk":"O#page#1"}' }] },
  link: {
    version: '2.0',
    rawPath: `/i/${'x'.repeat(22)}`,
    rawQueryString: '',
    headers: {},
    requestContext: { http: { method: 'GET', path: `/i/${'x'.repeat(22)}` } },
  },
};

/** Loads a handler, calls it once, and says what that took of the processor; what Node itself takes before is left out. */
const program = `
const before = process.cpuUsage();
const { handler } = require(process.argv[1]);
handler(JSON.parse(process.env.EVENT), {}).then((answer) => {
  const { user, system } = process.cpuUsage(before);
  if (answer?.batchItemFailures?.length || answer?.statusCode >= 500) throw new Error('the record failed');
  require('node:fs').writeSync(3, String((user + system) / 1000));
  process.exit(0);
});`;

/** AWS as far as one call needs it: the published object, rows that are not there, and a queue that takes everything. */
async function startAws(): Promise<{ url: string; server: Server }> {
  const { pack, people } = loadPlaybook(tracktion);
  const published = JSON.stringify({
    pack,
    people,
    alarms: { 'analysis-service--high-error-rate': { service: 'analysis-service', rule: 'high-error-rate' } },
    bases: {},
    functions: {},
    topics: {},
    speed: 1,
    marginSeconds: 60,
    apiUrl: 'https://api.example.com',
    dashboardUrl: 'https://dashboard.example.com',
    publicUrl: 'https://api.example.com',
    secretPrefix: 'tocsin/',
    catchAll: 'oncall_manager',
  });
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', () => {
      if (request.method === 'GET') return response.writeHead(200, { etag: '"1"' }).end(published);
      const asked = JSON.parse(body) as { Entries?: { Id: string; MessageBody: string }[] };
      const Successful = asked.Entries?.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: md5(MessageBody),
      }));
      return response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(Successful === undefined ? {} : { Successful, Failed: [] }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const median = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

/** Cold starts of the functions between an alarm and its acknowledgement, beside bare handlers with the same clients: A B A B, in one run. */
export async function measureColdStarts(runs: number, say: (line: string) => void): Promise<ColdStarts> {
  const out = mkdtempSync(join(tmpdir(), 'tocsin-cold-'));
  const { url, server } = await startAws();
  const once = async (file: string, event: unknown): Promise<number> => {
    const environment = {
      PATH: process.env['PATH'],
      EVENT: JSON.stringify(event),
      AWS_LAMBDA_FUNCTION_NAME: 'cold',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: url,
      TABLE_NAME: 'table',
      DEPLOYED: 'bucket/release.json',
      SECRET_PREFIX: 'tocsin/',
      PAGE_QUEUE_URL: `${url}/1/page`,
      SEND_QUEUE_URL: `${url}/1/send`,
      EFFECTS_QUEUE_URL: `${url}/1/effects`,
      MACHINE_ARNS: '{}',
    };
    const shell = ['-c', 'exec 3>&1 1>/dev/null; exec "$0" -e "$1" "$2"', process.execPath, program, file];
    const { stdout } = await promisify(execFile)('sh', shell, { env: environment });
    return Number(stdout);
  };
  try {
    bundleInto(join(out, 'ours'), Object.values(handlers));
    await build({
      entryPoints: Object.keys(handlers).map((name) => fileURLToPath(new URL(`bare/${name}.ts`, import.meta.url))),
      outdir: join(out, 'bare'),
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      logLevel: 'error',
    });
    const measured = {} as ColdStarts;
    for (const name of Object.keys(handlers) as (keyof ColdStarts)[]) {
      const pairs: { ours: number; bare: number }[] = [];
      for (let n = 0; n < runs; n += 1)
        pairs.push({
          ours: await once(join(out, 'ours', handlers[name], 'index.js'), events[name]),
          bare: await once(join(out, 'bare', `${name}.js`), events[name]),
        });
      const [ours, bare] = [median(pairs.map((p) => p.ours)), median(pairs.map((p) => p.bare))];
      measured[name] = { ours, bare, ratio: ours / bare };
      say(
        `cold start of ${name}: ${ours.toFixed(0)} ms, bare ${bare.toFixed(0)} ms: ${(ours / bare).toFixed(2)} times`,
      );
    }
    return measured;
  } finally {
    server.close();
    rmSync(out, { recursive: true, force: true });
  }
}
