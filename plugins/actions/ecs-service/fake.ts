import * as z from 'zod';
import { parsedJson } from '#core/json';
import type { ActionRuns } from '#plugins/fakes/action-runs';
import { awsError } from '#plugins/fakes/aws';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Name = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/);
const Update = z.strictObject({
  cluster: Name,
  service: Name,
  desiredCount: z.int().min(0).optional(),
  taskDefinition: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,255}(:[1-9]\d*)?$/)
    .optional(),
  forceNewDeployment: z.boolean().optional(),
});
const Describe = z.strictObject({
  cluster: Name,
  services: z.array(z.string()).min(1).max(10),
  include: z.array(z.enum(['TAGS'])).optional(),
});
const Tagging = z.strictObject({
  resourceArn: z.string(),
  tags: z
    .array(
      z.strictObject({
        key: z
          .string()
          .min(1)
          .max(128)
          .regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/iu),
        value: z
          .string()
          .max(256)
          .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u),
      }),
    )
    .max(50),
});

interface Deployment {
  id: string;
  taskDefinition: string;
  createdAt: number;
  /** Of the first, which was there before anybody came, none. */
  runId: string | undefined;
}
interface Service {
  name: string;
  arn: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  /** The newest last. */
  deployments: Deployment[];
  desiredCount: number;
  /** The number of tasks before, and the run that brings about another. */
  scaled: { from: number; runId: string } | undefined;
  tags: Map<string, string>;
}
interface Account {
  /** The clusters that there are; undefined for any. */
  clusters: ReadonlySet<string> | undefined;
  /** So many calls are refused for coming too often. */
  throttled: number;
  services: Map<string, Service>;
}
const accounts = new WeakMap<ActionRuns, Account>();
/** What the simulated account has; for tests to change. */
export function accountOf(runs: ActionRuns): Account {
  const account = accounts.get(runs) ?? { clusters: undefined, throttled: 0, services: new Map<string, Service>() };
  accounts.set(runs, account);
  return account;
}

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ ecs: demoService });

/** Services of ECS by rolling update with a circuit breaker that does not roll back: one of two tasks for every action that the system knows. */
export const answer: Fake['answer'] = (request, system) => {
  const [service, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || service !== 'AmazonEC2ContainerServiceV20141113') return undefined;
  const input = parsedJson(request.body);
  const account = accountOf(system.runs);
  switch (operation) {
    case 'UpdateService':
      return throttled(account) ?? update(Update.safeParse(input), account, system);
    case 'DescribeServices':
      return throttled(account) ?? describe(Describe.safeParse(input), account, system);
    case 'TagResource':
      return throttled(account) ?? tag(Tagging.safeParse(input), account);
    default:
      // ECS has more than services
      return undefined;
  }
};

const refused = (type: string, message: string) => awsError(400, type, { message });
const invalid = (error: z.ZodError) => refused('InvalidParameterException', z.prettifyError(error));
const prefix = 'arn:aws:ecs:eu-central-1:123456789012';

function throttled(account: Account): WireAnswer | undefined {
  if (account.throttled === 0) return undefined;
  account.throttled -= 1;
  return refused('ThrottlingException', 'Rate exceeded');
}

/** A service as it stands when somebody first asks; none where the system knows no action of its name. */
function serviceOf(
  { services }: Account,
  cluster: string,
  name: string,
  { runs, now }: SimulatedSystem,
): Service | undefined {
  const key = `${cluster}/${name}`;
  const known = services.get(key);
  if (known !== undefined || runs.effect(name) === undefined) return known;
  const first: Service = {
    name,
    arn: `${prefix}:service/${key}`,
    status: 'ACTIVE',
    deployments: [
      { id: 'ecs-svc/1', taskDefinition: `${name}:1`, createdAt: now().getTime() / 1_000 - 3_600, runId: undefined },
    ],
    desiredCount: 2,
    scaled: undefined,
    tags: new Map(),
  };
  services.set(key, first);
  return first;
}

const isGone = ({ clusters }: Account, cluster: string): boolean => clusters?.has(cluster) === false;
const noCluster = () => refused('ClusterNotFoundException', 'Cluster not found.');

function update(
  asked: z.ZodSafeParseResult<z.infer<typeof Update>>,
  account: Account,
  system: SimulatedSystem,
): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { cluster, service: name, ...change } = asked.data;
  if (isGone(account, cluster)) return noCluster();
  const service = serviceOf(account, cluster, name, system);
  if (service === undefined) return refused('ServiceNotFoundException', 'Service not found.');
  if (service.status !== 'ACTIVE') return refused('ServiceNotActiveException', 'Service was not ACTIVE.');
  const effect = system.runs.effect(name);
  if (effect === undefined || effect.outcome === '500') return awsError(500, 'ServerException', {});
  const { desiredCount, taskDefinition, forceNewDeployment } = change;
  const begin = () =>
    system.runs.begin(name, effect, `${service.arn} ${service.deployments.length}`, { parameters: change }).runId;
  if (desiredCount !== undefined && desiredCount !== service.desiredCount) {
    service.scaled = { from: service.desiredCount, runId: begin() };
    service.desiredCount = desiredCount;
  }
  const newest = service.deployments.at(-1);
  if (forceNewDeployment === true || (taskDefinition !== undefined && taskDefinition !== newest?.taskDefinition))
    service.deployments.push({
      id: `ecs-svc/${service.deployments.length + 1}`,
      taskDefinition: taskDefinition ?? newest?.taskDefinition ?? `${name}:1`,
      createdAt: system.now().getTime() / 1_000,
      runId: begin(),
    });
  return effect.outcome === 'lost-answer'
    ? { broken: 'lost' }
    : json(200, { service: shown(service, system.runs, false) });
}

function describe(
  asked: z.ZodSafeParseResult<z.infer<typeof Describe>>,
  account: Account,
  system: SimulatedSystem,
): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { cluster, services, include = [] } = asked.data;
  if (isGone(account, cluster)) return noCluster();
  const found = services.map((name) => ({ name, service: serviceOf(account, cluster, name, system) }));
  return json(200, {
    services: found.flatMap(({ service }) =>
      service === undefined ? [] : [shown(service, system.runs, include.includes('TAGS'))],
    ),
    failures: found.flatMap(({ name, service }) =>
      service === undefined ? [{ arn: `${prefix}:service/${cluster}/${name}`, reason: 'MISSING' }] : [],
    ),
  });
}

function tag(asked: z.ZodSafeParseResult<z.infer<typeof Tagging>>, { services }: Account): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { resourceArn, tags } = asked.data;
  const service = [...services.values()].find(({ arn }) => arn === resourceArn);
  if (service === undefined) return refused('InvalidParameterException', 'The specified resource was not found.');
  for (const { key, value } of tags) service.tags.set(key, value);
  if (service.tags.size > 50) return refused('InvalidParameterException', 'Too many tags.');
  return json(200, {});
}

function shown(service: Service, runs: ActionRuns, withTags: boolean): object {
  const { name, arn, status, desiredCount, scaled, tags } = service;
  const statusOf = (runId: string | undefined) =>
    runId === undefined ? 'succeeded' : (runs.look(runId)?.status ?? 'failed');
  const scaledNow = scaled === undefined || statusOf(scaled.runId) === 'succeeded';
  const running = scaledNow ? desiredCount : Math.min(scaled.from, desiredCount);
  const [before, primary] = [service.deployments.at(-2), service.deployments.at(-1)];
  const standing = primary === undefined ? 'succeeded' : statusOf(primary.runId);
  const rollout = {
    running: { rolloutState: 'IN_PROGRESS', rolloutStateReason: 'ECS deployment in progress.' },
    succeeded: { rolloutState: 'COMPLETED', rolloutStateReason: 'ECS deployment completed.' },
    failed: { rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start.' },
  }[standing];
  const of = ({ id, taskDefinition, createdAt }: Deployment) => ({
    id,
    taskDefinition: `${prefix}:task-definition/${taskDefinition}`,
    createdAt,
    updatedAt: createdAt,
    desiredCount,
  });
  const done = standing === 'succeeded';
  return {
    serviceArn: arn,
    serviceName: name,
    status,
    desiredCount,
    runningCount: running,
    pendingCount: desiredCount - running,
    deploymentController: { type: 'ECS' },
    deployments: [
      ...(primary === undefined
        ? []
        : [
            {
              ...of(primary),
              ...rollout,
              status: 'PRIMARY',
              runningCount: done ? running : 0,
              pendingCount: done ? desiredCount - running : desiredCount,
            },
          ]),
      ...(done || before === undefined
        ? []
        : [
            {
              ...of(before),
              status: 'ACTIVE',
              rolloutState: 'COMPLETED',
              rolloutStateReason: 'ECS deployment completed.',
              runningCount: running,
              pendingCount: 0,
            },
          ]),
    ],
    ...(withTags ? { tags: [...tags].map(([key, value]) => ({ key, value })) } : {}),
  };
}
