import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ActionLook } from '#app/ports';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { parsedJson } from '#core/json';
import { oneLine } from '#core/message/plain-text';
import { asLook, awsJson } from '#plugins/aws-json';
import type { ActionPorts, Runner } from '../action.ts';
import { ECS } from '../ecs.ts';
import { outputText } from '../output.ts';
import type { EcsServiceAct } from './action.ts';
import { type Wanted, wantedOf } from './wanted.ts';

const Deployment = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  taskDefinition: z.string(),
  desiredCount: z.int().default(0),
  pendingCount: z.int().default(0),
  runningCount: z.int().default(0),
  /** Seconds since 1970. */
  createdAt: z.number().default(0),
  rolloutState: z.string().optional(),
  rolloutStateReason: z.string().optional(),
});
type Deployment = z.infer<typeof Deployment>;
const Service = z.looseObject({
  serviceArn: z.string(),
  status: z.string(),
  desiredCount: z.int(),
  runningCount: z.int().default(0),
  pendingCount: z.int().default(0),
  deployments: z.array(Deployment).default([]),
  deploymentController: z.looseObject({ type: z.string() }).optional(),
  tags: z.array(z.looseObject({ key: z.string().default(''), value: z.string().default('') })).default([]),
});
type Service = z.infer<typeof Service>;
const Described = z.looseObject({
  services: z.array(Service).default([]),
  failures: z.array(z.looseObject({ reason: z.string().default('no reason') })).default([]),
});
const Updated = z.looseObject({ service: Service });

/** What is looked at after a start: a deployment, or the number of tasks, which brings about none. */
const Handle = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('deployment'), id: z.string(), at: z.number() }),
  z.strictObject({ of: z.literal('count'), count: z.int() }),
]);
const handleOf = (handle: z.infer<typeof Handle>) => ({ handle: JSON.stringify(handle) });
const following = ({ id, createdAt }: Deployment) => handleOf({ of: 'deployment', id, at: createdAt });

/** The tag of a service that says for which start, and from which deployment on, a new one was last forced. */
export const TAG = 'tocsin-forced';
/** The same for the same key, in characters that a tag may have. */
export const labelOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

const primaryOf = ({ deployments }: Service): Deployment | undefined =>
  deployments.find(({ status }) => status === 'PRIMARY');
const revisionOf = ({ taskDefinition }: Deployment): string => taskDefinition.split('/').at(-1) ?? '';
const said = (text: string): string => oneLine(text).slice(0, 300);

/** Changes services and follows them until they are steady or their deployment has failed. */
export const connect = (ports: ActionPorts): Runner<EcsServiceAct> => {
  const call = awsJson({ ...ECS, prefix: 'AmazonEC2ContainerServiceV20141113', title: 'ECS' }, ports);
  const update = async ({ cluster, service }: EcsServiceAct, change: Wanted): Promise<Service> =>
    (await call('UpdateService', { cluster, service, ...change }, Updated)).service;

  /** The service, or why ECS does not know it. */
  async function describe({ cluster, service }: EcsServiceAct): Promise<{ found?: Service; missing: string }> {
    const asked = { cluster, services: [service], include: ['TAGS'] };
    const { services, failures } = await call('DescribeServices', asked, Described);
    const [found] = services;
    const missing = `ECS does not know the service: ${said(failures.map(({ reason }) => reason).join(', ') || 'no reason')}`;
    return found === undefined ? { missing } : { found, missing };
  }

  /** A service of which ECS makes the deployments, with the newest. */
  async function deployed(act: EcsServiceAct): Promise<{ service: Service; primary: Deployment }> {
    // whether it was changed under this key already is not known where ECS does not answer: neither is then the outcome
    const { found: service, missing } = await describe(act);
    if (service === undefined) throw new Undeliverable(missing);
    if (service.status !== 'ACTIVE') throw new Undeliverable(`ECS: the service is ${said(service.status)}`);
    const { type = 'ECS' } = service.deploymentController ?? {};
    const primary = primaryOf(service);
    if (type !== 'ECS' || primary === undefined)
      throw new Undeliverable(`ECS: deployments of the service are made by ${said(type)}, and not here`);
    return { service, primary };
  }

  async function changed(act: EcsServiceAct, change: Wanted): Promise<{ handle: string }> {
    const primary = primaryOf(await update(act, change));
    if (primary === undefined) throw new NoAnswer('ECS answers without the deployment');
    return following(primary);
  }

  /** UpdateService has no token: a tag, which is set before, says from which deployment on this very start has forced another. */
  async function forced(key: string, act: EcsServiceAct): Promise<{ handle: string }> {
    const { service, primary } = await deployed(act);
    const label = labelOf(key);
    const tag = `${label}:${primary.id}`;
    const before = service.tags.find((one) => one.key === TAG)?.value ?? '';
    if (before.startsWith(`${label}:`)) {
      if (before !== tag) return following(primary);
    } else {
      const tagged = { resourceArn: service.serviceArn, tags: [{ key: TAG, value: tag }] };
      await asLook(call('TagResource', tagged, z.unknown()));
    }
    return changed(act, { forceNewDeployment: true });
  }

  return {
    async start(key, act) {
      const wanted = wantedOf(act);
      if ('wrong' in wanted) throw new Undeliverable(wanted.wrong);
      if ('forceNewDeployment' in wanted) return forced(key, act);
      if ('desiredCount' in wanted) {
        await update(act, wanted);
        return handleOf({ of: 'count', count: wanted.desiredCount });
      }
      const { primary } = await deployed(act);
      // it runs this revision already, perhaps by an earlier try under this key
      return revisionOf(primary) === wanted.taskDefinition ? following(primary) : changed(act, wanted);
    },
    async look(act, handle) {
      const known = Handle.safeParse(parsedJson(handle));
      if (!known.success) throw new Undeliverable('the handle is not one of ours', { cause: known.error });
      const { found: service, missing } = await asLook(describe(act));
      if (service === undefined) throw new Unreachable(missing);
      if (service.status !== 'ACTIVE')
        return { status: 'failed', output: outputText(`the service is ${said(service.status)}`) };
      return known.data.of === 'count'
        ? countLook(act.service, service, known.data.count)
        : deploymentLook(act.service, service, known.data);
    },
  };
};

function countLook(name: string, { desiredCount, runningCount, pendingCount }: Service, wanted: number): ActionLook {
  if (desiredCount !== wanted)
    return {
      status: 'failed',
      output: `${name} is to have ${desiredCount} tasks by now, not ${wanted}: its scaling or somebody else has changed it`,
    };
  if (runningCount !== wanted || pendingCount > 0) return { status: 'running' };
  return { status: 'succeeded', output: `${name} has ${runningCount} of ${wanted} tasks` };
}

function deploymentLook(name: string, service: Service, { id, at }: { id: string; at: number }): ActionLook {
  const found = service.deployments.find((one) => one.id === id);
  const newest = primaryOf(service);
  const { rolloutState: state } = found ?? {};
  if (found !== undefined && state === 'FAILED')
    return {
      status: 'failed',
      output: outputText(
        `the deployment of ${revisionOf(found)} FAILED: ${said(found.rolloutStateReason ?? 'no reason')}`,
      ),
    };
  if (newest !== undefined && newest.id !== id) {
    // what ECS shows lags behind: it is not there yet
    if (newest.createdAt < at) return { status: 'running' };
    return { status: 'failed', output: outputText(`a deployment of ${revisionOf(newest)} has taken its place`) };
  }
  if (found === undefined || state === 'IN_PROGRESS') return { status: 'running' };
  const { desiredCount, runningCount, pendingCount } = found;
  // behind a Classic Load Balancer there is no such word
  const steady = service.deployments.length === 1 && runningCount === desiredCount && pendingCount === 0;
  if (state === undefined && !steady) return { status: 'running' };
  if (state !== undefined && state !== 'COMPLETED') throw new NoAnswer(`ECS: the deployment is ${said(state)}`);
  return {
    status: 'succeeded',
    output: outputText(`${name} runs ${revisionOf(found)}: ${runningCount} of ${desiredCount} tasks`),
  };
}
