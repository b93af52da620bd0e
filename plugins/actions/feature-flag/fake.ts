import * as z from 'zod';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import type { ActionRuns } from '#plugins/fakes/action-runs';
import { awsError } from '#plugins/fakes/aws';
import type { Fake, FakeRequest, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Flag = z.strictObject({
  name: z.string(),
  _createdAt: z.string().optional(),
  attributes: z.record(z.string(), z.strictObject({ constraints: z.looseObject({ type: z.string() }) })).default({}),
});
const Flags = z.strictObject({
  version: z.literal('1'),
  flags: z.record(z.string().regex(/^[a-z][a-zA-Z\d_-]{0,63}$/), Flag),
  values: z.record(z.string(), z.looseObject({ enabled: z.boolean() })),
});
const Start = z.strictObject({
  DeploymentStrategyId: z.string().regex(/^([a-z0-9]{4,7}|AppConfig\.[A-Za-z0-9]{9,40})$/),
  ConfigurationProfileId: z.string().regex(/^[a-z0-9]{4,7}$/),
  ConfigurationVersion: z.string().min(1).max(1_024),
  Description: z.string().max(1_024).optional(),
});
const Id = /^[a-z0-9]{4,7}$/;
/** Bytes of a hosted version at the most. */
const mostBytes = 1024 * 1024;

interface Version {
  number: number;
  label: string | undefined;
  content: string;
}
interface Deployment {
  number: number;
  environment: string;
  profile: string;
  version: Version;
  /** Of the first, which was there before anybody came, none. */
  runId: string | undefined;
  stopped: boolean;
}
interface Hosted {
  versions: Version[];
  deployments: Deployment[];
}
/** What each simulated system hosts. */
const hosted = new WeakMap<ActionRuns, Hosted>();

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ appconfig: demoService });

const notFound = (what: string) => awsError(404, 'ResourceNotFoundException', { Message: what });
const bad = (Message: string) => awsError(400, 'BadRequestException', { Message });

/** Hosted versions and deployments of AppConfig, with a flag that is on for every action that the system knows. */
export const answer: Fake['answer'] = (request, system) => {
  const [applications, application, what, id, things, number, ...more] = request.segments;
  if (request.base !== undefined || applications !== 'applications' || id === undefined || more.length > 0)
    return undefined;
  if (![application, id].every((one) => one !== undefined && Id.test(one))) return bad('ids have 4 to 7 of a-z 0-9');
  const { runs } = system;
  const store = hosted.get(runs) ?? { versions: [], deployments: [] };
  hosted.set(runs, store);
  if (what === 'configurationprofiles' && things === 'hostedconfigurationversions')
    return versionsOf(request, number, store, system);
  if (what === 'environments' && things === 'deployments') return deploymentsOf(request, id, number, store, system);
  return undefined;
};

/** The first version holds the flags as they are when somebody first asks. */
function firstIn(store: Hosted, runs: ActionRuns): void {
  if (store.versions.length > 0) return;
  const names = runs.names();
  const attributes = { limit: { constraints: { type: 'number' } } };
  const content = JSON.stringify({
    version: '1',
    flags: Object.fromEntries(names.map((name) => [name, { name, _createdAt: '2026-01-01T00:00:00Z', attributes }])),
    values: Object.fromEntries(names.map((name) => [name, { enabled: true, limit: 100 }])),
  });
  store.versions.push({ number: 1, label: undefined, content });
}

function versionsOf(
  { method, query, headers, body }: FakeRequest,
  number: string | undefined,
  store: Hosted,
  { runs }: SimulatedSystem,
): WireAnswer {
  firstIn(store, runs);
  const { versions } = store;
  if (number !== undefined) {
    const version = versions.find((one) => String(one.number) === number || one.label === number);
    if (version === undefined) return notFound('version');
    const shown = { 'version-number': String(version.number), 'content-type': 'application/json' };
    return { status: 200, headers: shown, body: version.content };
  }
  if (method === 'GET') {
    const label = query.get('version_label');
    const Items = versions
      .filter((one) => label === null || one.label === label)
      .map((one) => ({ VersionNumber: one.number, ...(one.label !== undefined && { VersionLabel: one.label }) }));
    return json(200, { Items });
  }
  if (method !== 'POST') return bad('method');
  const label = headers['versionlabel'];
  if (label !== undefined && (label.length > 64 || !/\D/.test(label))) return bad('VersionLabel');
  if (versions.some((one) => one.label === label && label !== undefined))
    return awsError(409, 'ConflictException', { Message: 'the label is taken' });
  if (Buffer.byteLength(body) > mostBytes) return awsError(413, 'PayloadTooLargeException', {});
  const content = Flags.safeParse(parsedJson(body));
  if (!content.success) return bad(z.prettifyError(content.error));
  const { flags, values } = content.data;
  for (const [name, { enabled: _, ...attributes }] of Object.entries(values))
    for (const attribute of Object.keys(attributes))
      if (own(own(flags, name)?.attributes ?? {}, attribute) === undefined) return bad(`no attribute ${attribute}`);
  const version = { number: versions.length + 1, label, content: body };
  versions.push(version);
  return { status: 201, headers: { 'version-number': String(version.number) }, body };
}

function deploymentsOf(
  { method, body }: FakeRequest,
  environment: string,
  number: string | undefined,
  store: Hosted,
  { runs }: SimulatedSystem,
): WireAnswer {
  firstIn(store, runs);
  const [first] = store.versions;
  const ofHere = () => store.deployments.filter((one) => one.environment === environment);
  if (ofHere().length === 0 && first !== undefined)
    store.deployments.push({ number: 1, environment, profile: '*', version: first, runId: undefined, stopped: false });
  if (number !== undefined) {
    const known = ofHere().find((one) => String(one.number) === number);
    if (known === undefined) return notFound('deployment');
    if (method !== 'DELETE') return json(200, shown(known, runs));
    if (stateOf(known, runs) !== 'DEPLOYING') return bad('only a deployment that is DEPLOYING is stopped');
    known.stopped = true;
    return json(202, shown(known, runs));
  }
  if (method === 'GET') return json(200, { Items: ofHere().map((one) => shown(one, runs)) });
  const asked = Start.safeParse(parsedJson(body));
  if (method !== 'POST' || !asked.success) return bad('StartDeployment');
  return start(asked.data, environment, store, runs);
}

function start(asked: z.infer<typeof Start>, environment: string, store: Hosted, runs: ActionRuns): WireAnswer {
  const { ConfigurationVersion: which, ConfigurationProfileId: profile } = asked;
  const version = store.versions.find((one) => String(one.number) === which || one.label === which);
  if (version === undefined) return notFound('version');
  const ofHere = store.deployments.filter((one) => one.environment === environment);
  if (ofHere.some((one) => stateOf(one, runs) === 'DEPLOYING'))
    return awsError(409, 'ConflictException', { Message: 'There is a deployment already in progress' });
  const before = ofHere.findLast((one) => stateOf(one, runs) === 'COMPLETE')?.version.content ?? '{}';
  const [flag, changed] = changeOf(before, version.content);
  const effect = runs.effect(flag);
  if (effect === undefined) return bad('nothing changes');
  if (effect.outcome === '500') return awsError(500, 'InternalServerException', {});
  const { runId } = runs.begin(flag, effect, version.label ?? null, { parameters: changed });
  const deployment = { number: ofHere.length + 1, environment, profile, version, runId, stopped: false };
  store.deployments.push(deployment);
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : json(201, shown(deployment, runs));
}

/** The first flag whose value differs, with what of it does. */
function changeOf(before: string, after: string): [string, Record<string, unknown>] {
  const [old, now] = [before, after].map((text) => Flags.safeParse(parsedJson(text)).data?.values ?? {});
  for (const [flag, value] of Object.entries(now ?? {})) {
    const changed = Object.entries(value).filter(([name, one]) => own(old ?? {}, flag)?.[name] !== one);
    if (changed.length > 0) return [flag, Object.fromEntries(changed)];
  }
  return ['', {}];
}

function stateOf({ runId, stopped }: Deployment, runs: ActionRuns): string {
  if (stopped) return 'ROLLED_BACK';
  const look = runId === undefined ? undefined : runs.look(runId);
  if (look === undefined || look.status === 'succeeded') return 'COMPLETE';
  return look.status === 'failed' ? 'ROLLED_BACK' : 'DEPLOYING';
}

const shown = (deployment: Deployment, runs: ActionRuns): object => ({
  DeploymentNumber: deployment.number,
  // of the first it is the caller's own
  ConfigurationProfileId: deployment.profile === '*' ? 'flags12' : deployment.profile,
  ConfigurationVersion: String(deployment.version.number),
  ...(deployment.version.label !== undefined && { VersionLabel: deployment.version.label }),
  State: stateOf(deployment, runs),
});
