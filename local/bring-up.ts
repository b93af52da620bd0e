import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type LoadedPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { accessesOf, secretsOf } from '#core/playbook/access';
import type { Pack, People } from '#core/playbook/pack';
import { addressOf, carrierOf } from '#core/playbook/vocabulary';
import { basesAt } from '#local/demo-service/bases';
import { type RunningDemoService, startDemoService } from '#local/demo-service/server';
import { bootstrap, deploy } from '#local/engine/deploy';
import { type Engine, engineEnv, startEngine } from '#local/engine/engine';
import { type RunningInbox, startInbox } from '#local/inbox/server';
import type { ChannelPlugin } from '#plugins/channels/channel';
import type { ChannelFake } from '#plugins/channels/fake';
import { plugins } from '#plugins/registry';
import { sources } from '#plugins/sources/registry';
import { busTo } from './bus.ts';
import { endpointsOf } from './endpoints.ts';
import { putReady } from './ready-tokens.ts';
import { type StandIns, signingIn, standIns } from './stand-ins.ts';
import { synthesize } from './synthesize.ts';
import { type Tokens, tokenOf, tokensFor } from './users.ts';

export interface BringUpOptions {
  playbook: string;
  /** What stands there, where it has been read already. */
  loaded?: LoadedPlaybook;
  speed: number;
  port?: number;
  /** Where the engine keeps its state across an orderly restart. */
  stateDir?: string;
  say: (line: string) => void;
}

/** What `.local/outputs.json` holds while the deployment runs. */
export interface Outputs {
  apiUrl: string;
  inboxUrl: string;
  patientUrl: string;
  /** The board. */
  consoleUrl: string;
  engineUrl: string;
  region: string;
  stackName: string;
  alarmNames: string[];
  tokens: Tokens;
}

/** A complete deployment on this machine: engine, stack, inbox and demo service. */
export interface Running {
  outputs: Outputs;
  stack: Record<string, string>;
  pack: Pack;
  people: People;
  standIns: StandIns;
  engine: Engine;
  inbox: RunningInbox;
  demoService: RunningDemoService;
  /** Signs a person of people.yaml in as a commander, who may do all that people do to an incident. */
  tokenOf(person: string): Promise<string>;
  /** Deploys once more, with what stands in a playbook's directory now. */
  redeploy(playbook: string): Promise<void>;
  stop(): Promise<void>;
}

const home = fileURLToPath(new URL('..', import.meta.url));
export const outputsFile = join(home, '.local', 'outputs.json');
const stackName = 'tocsin';
/** The functions between an alarm and a page: their workers are started ahead, as they would be warm in a busy account. */
const warm = ['receivealarm', 'dispatchoutbox', 'sendpage', 'receive-alarm', 'dispatch-outbox', 'send-page'];

/** Starts everything, or leaves nothing behind; an invalid playbook is reported before anything starts. */
export async function bringUp({ playbook, loaded, speed, port, stateDir, say }: BringUpOptions): Promise<Running> {
  const { pack, people } = loaded ?? loadPlaybook(playbook);
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const components = Object.keys(pack.playbook.services);
    const fakes = await Promise.all(
      plugins.channels.map(async (channel) => ({ channel, fake: (await channel.fake()).fake })),
    );
    const made: { engine?: Engine; queue?: string } = {};
    const bus = busTo(
      () => made.engine?.url ?? '',
      () => made.queue,
      say,
    );
    const [inbox, demoService, engine] = await Promise.all([
      startInbox({ tell: (event) => bus.tell(event) }),
      startDemoService({ components }),
      startEngine({ ...(port === undefined ? {} : { port }), ...(stateDir === undefined ? {} : { stateDir }), warm }),
    ]);
    made.engine = engine;
    started.push(
      () => inbox.close(),
      () => demoService.close(),
      () => engine.stop(),
      async () => bus.close(),
    );
    say(`engine, inbox and demo service are running: ${engine.url}, ${inbox.url}, ${demoService.url}`);
    const bases = basesAt(demoService.url, pack.playbook);
    const context = {
      local: 'true',
      stack: stackName,
      playbook,
      speed: String(speed),
      margin: '2',
      services: JSON.stringify(bases),
      apiUrl: `${engine.url}/_aws/execute-api/{apiId}/$default`,
      endpoints: JSON.stringify(await endpointsOf(plugins, { inbox: inbox.url, demoService: demoService.url })),
    };
    const deployed = async (again: Partial<typeof context> = {}, beside: () => Promise<void> = async () => {}) => {
      const [assemblyDir] = await Promise.all([
        synthesize({ ...context, ...again }, engine.url),
        bootstrap(engine.url),
      ]);
      try {
        if (again.playbook === undefined) say('the template is synthesized; deploying the stack with the AWS CDK');
        return (await Promise.all([deploy({ engineUrl: engine.url, assemblyDir, stackName }), beside()]))[0];
      } finally {
        rmSync(assemblyDir, { recursive: true, force: true });
      }
    };
    const stack = await deployed({}, () => putSecrets(engine.url, pack, people, fakes));
    const queues = z.record(z.string(), z.string()).parse(JSON.parse(stack['QueueUrls'] ?? '{}'));
    if (queues['signals'] !== undefined) made.queue = queues['signals'];
    const stand = standIns(pack, people, new Date());
    const pool = {
      engineUrl: engine.url,
      poolId: stack['UserPoolId'] ?? '',
      clientId: stack['UserPoolClientId'] ?? '',
    };
    const tokens = await tokensFor(pool, stand);
    await putReady(engine.url, { tableName: stack['TableName'] ?? '', tokens, standIns: stand });
    const outputs: Outputs = {
      apiUrl: `${engine.url}/_aws/execute-api/${stack['ApiId'] ?? ''}/$default`,
      inboxUrl: inbox.url,
      patientUrl: demoService.url,
      consoleUrl: `${engine.url}/_aws/execute-api/${stack['ApiId'] ?? ''}/$default/console`,
      engineUrl: engine.url,
      region: 'us-east-1',
      stackName,
      alarmNames: (stack['AlarmNames'] ?? '').split(',').filter((name) => name !== ''),
      tokens,
    };
    mkdirSync(join(home, '.local'), { recursive: true });
    writeFileSync(outputsFile, JSON.stringify(outputs, null, 2), { mode: 0o600 });
    started.push(async () => removeOwn(outputs));
    const redeploy = async (changed: string) => void (await deployed({ playbook: changed }));
    return {
      outputs,
      stack,
      pack,
      people,
      standIns: stand,
      engine,
      inbox,
      demoService,
      redeploy,
      stop,
      tokenOf: (person) => tokenOf(pool, signingIn(people, person), 'commander'),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keeps the file when another deployment, started later, has replaced it with its own. */
function removeOwn(outputs: Outputs): void {
  if (existsSync(outputsFile) && readFileSync(outputsFile, 'utf8') === JSON.stringify(outputs, null, 2))
    rmSync(outputsFile);
}

/** Creates made-up credentials, in the form of real ones, for every secret that playbook and people name. */
async function putSecrets(
  engineUrl: string,
  pack: Pack,
  people: People,
  fakes: { channel: ChannelPlugin; fake: ChannelFake }[],
): Promise<void> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  const client = new SecretsManagerClient({
    endpoint: engineUrl,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  const words = new Map<string, string>();
  for (const { channel, fake } of fakes) {
    const { secret } = fake;
    if (secret === 'none') continue;
    for (const place of Object.values(pack.playbook.places))
      for (const name of carrierOf({ channels: [channel] }, place)?.form.secrets(place) ?? [])
        words.set(name, secret());
    for (const name of channel.secrets ?? []) words.set(name, secret());
    if (channel.person === 'none' || !channel.person.secret) continue;
    for (const person of Object.values(people.people)) {
      const name = addressOf(channel, person);
      if (name !== undefined) words.set(name, secret());
    }
  }
  // one secret for all channels: each of its own would cost as much a month as all of them together
  await client.send(
    new CreateSecretCommand({ Name: 'tocsin/channels', SecretString: JSON.stringify(Object.fromEntries(words)) }),
  );
  // by itself, for the API may read these and no others
  for (const { channel } of fakes)
    if (channel.hook !== undefined)
      await client.send(
        new CreateSecretCommand({
          Name: `tocsin/hooks/${channel.tool}`,
          SecretString: randomBytes(24).toString('hex'),
        }),
      );
  // by these, sources of signals show who they are
  const posting = sources.filter(({ http }) => http !== undefined).map(({ source }) => source);
  for (const name of [...posting, ...Object.keys(pack.playbook.detection.mappings ?? {})])
    await client.send(
      new CreateSecretCommand({ Name: `tocsin/sources/${name}`, SecretString: randomBytes(24).toString('hex') }),
    );
  // what checks and actions say of themselves; the demo service asks nobody who calls
  const named = accessesOf(pack).flatMap((access) => secretsOf(access).map((name) => `tocsin/${access.of}s/${name}`));
  for (const Name of new Set(named))
    await client.send(new CreateSecretCommand({ Name, SecretString: `local:${randomBytes(24).toString('hex')}` }));
  client.destroy();
}
