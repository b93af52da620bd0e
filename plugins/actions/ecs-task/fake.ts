import * as z from 'zod';
import { parsedJson } from '#core/json';
import type { Look } from '#plugins/fakes/action-runs';
import { awsError } from '#plugins/fakes/aws';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Name = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/);
const Override = z.strictObject({
  name: Name,
  environment: z.array(z.strictObject({ name: z.string().min(1), value: z.string() })).default([]),
  command: z.array(z.string()).optional(),
});
const Start = z.strictObject({
  cluster: Name,
  taskDefinition: z.string().regex(/^[A-Za-z0-9_-]{1,255}(:[1-9]\d*)?$/),
  count: z.int().min(1).max(10),
  clientToken: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .optional(),
  startedBy: z
    .string()
    .regex(/^[A-Za-z0-9_/-]{1,128}$/)
    .optional(),
  launchType: z.enum(['FARGATE', 'EC2', 'EXTERNAL']).optional(),
  networkConfiguration: z
    .strictObject({
      awsvpcConfiguration: z.strictObject({
        subnets: z.array(z.string()).min(1).max(16),
        securityGroups: z.array(z.string()).max(5),
        assignPublicIp: z.enum(['ENABLED', 'DISABLED']),
      }),
    })
    .optional(),
  overrides: z
    .strictObject({ containerOverrides: z.array(Override) })
    .refine((overrides) => JSON.stringify(overrides).length <= 8_192)
    .optional(),
});
const Describe = z.strictObject({ cluster: Name, tasks: z.array(z.string()).min(1).max(100) });
const Stop = z.strictObject({ cluster: Name, task: z.string(), reason: z.string().max(1_024).optional() });

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ ecs: demoService });

/** Tasks that were told to stop, in each simulated system. */
const stopped = new WeakMap<object, Map<string, string>>();

/** Run once tasks of ECS, with a task definition for every action that the system knows: a token starts one task in a cluster. */
export const answer: Fake['answer'] = (request, system) => {
  const [service, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || service !== 'AmazonEC2ContainerServiceV20141113') return undefined;
  const input = parsedJson(request.body);
  switch (operation) {
    case 'RunTask':
      return start(Start.safeParse(input), system);
    case 'DescribeTasks':
      return describe(Describe.safeParse(input), system);
    case 'StopTask':
      return stop(Stop.safeParse(input), system);
    default:
      // ECS has more than tasks
      return undefined;
  }
};

const invalid = (error: z.ZodError) => awsError(400, 'InvalidParameterException', { message: z.prettifyError(error) });
const prefix = 'arn:aws:ecs:eu-central-1:123456789012:task';
const arnOf = (cluster: string, runId: string): string => `${prefix}/${cluster}/${runId}`;
const runOf = (arn: string): string => arn.split('/').at(-1) ?? '';

function start(asked: z.ZodSafeParseResult<z.infer<typeof Start>>, { runs }: SimulatedSystem): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { cluster, taskDefinition, clientToken, launchType, networkConfiguration, overrides } = asked.data;
  if (launchType === 'FARGATE' && networkConfiguration === undefined)
    return awsError(400, 'InvalidParameterException', { message: 'Network Configuration must be provided' });
  const name = taskDefinition.replace(/:\d+$/, '');
  const effect = runs.effect(name);
  if (effect === undefined) return awsError(400, 'ClientException', { message: 'TaskDefinition not found.' });
  const [container] = overrides?.containerOverrides ?? [];
  const parameters = Object.fromEntries((container?.environment ?? []).map((one) => [one.name, one.value]));
  const key = clientToken ?? null;
  const before = runs.begun(name, key, { parameters });
  if (before === 'conflict') return awsError(400, 'ConflictException', {});
  const answered = (runId: string) =>
    json(200, { tasks: [{ taskArn: arnOf(cluster, runId), lastStatus: 'PROVISIONING' }], failures: [] });
  if (before) return answered(before.runId);
  if (effect.outcome === '500') return awsError(500, 'ServerException', {});
  const { runId } = runs.begin(name, effect, key, { parameters });
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : answered(runId);
}

function describe(asked: z.ZodSafeParseResult<z.infer<typeof Describe>>, { runs }: SimulatedSystem): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { cluster, tasks } = asked.data;
  const found = tasks.map((arn) => ({
    arn,
    run: arn === arnOf(cluster, runOf(arn)) ? runs.look(runOf(arn)) : undefined,
  }));
  return json(200, {
    tasks: found.flatMap(({ arn, run }) =>
      run === undefined ? [] : [{ taskArn: arn, ...stateOf(run, stopped.get(runs)?.get(arn)) }],
    ),
    failures: found.flatMap(({ arn, run }) => (run === undefined ? [{ arn, reason: 'MISSING' }] : [])),
  });
}

function stateOf({ status }: Look, stoppedReason: string | undefined): object {
  const app = (exitCode: number) => ({ containers: [{ name: 'app', exitCode }] });
  if (status === 'running' && stoppedReason === undefined)
    return { lastStatus: 'RUNNING', containers: [{ name: 'app' }] };
  if (status === 'running') return { lastStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason, ...app(137) };
  return {
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    ...app(status === 'failed' ? 1 : 0),
  };
}

function stop(asked: z.ZodSafeParseResult<z.infer<typeof Stop>>, { runs }: SimulatedSystem): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { task, reason = 'Task stopped by user' } = asked.data;
  if (runs.look(runOf(task)) === undefined)
    return awsError(400, 'InvalidParameterException', { message: 'The referenced task was not found.' });
  stopped.set(runs, (stopped.get(runs) ?? new Map<string, string>()).set(task, reason));
  return json(200, { task: { taskArn: task, lastStatus: 'RUNNING', desiredStatus: 'STOPPED' } });
}
