import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ActionLook } from '#app/ports';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { oneLine } from '#core/message/plain-text';
import { AwsRefused, asLook, awsJson } from '#plugins/aws-json';
import type { ActionPorts, Runner } from '../action.ts';
import { ECS } from '../ecs.ts';
import { outputText } from '../output.ts';
import type { EcsTaskAct } from './action.ts';

const Failures = z.array(z.looseObject({ reason: z.string().default('failed') })).default([]);
const Started = z.looseObject({
  tasks: z.array(z.looseObject({ taskArn: z.string().min(1) })).default([]),
  failures: Failures,
});
const Task = z.looseObject({
  lastStatus: z.string(),
  stopCode: z.string().optional(),
  stoppedReason: z.string().optional(),
  containers: z
    .array(
      z.looseObject({ name: z.string().default('?'), exitCode: z.number().optional(), reason: z.string().optional() }),
    )
    .default([]),
});
const Described = z.looseObject({ tasks: z.array(Task).default([]), failures: Failures });

const running = ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING'];

/** A key as a client token, of which ECS takes 64 characters: the same for the same key. */
export const tokenOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Runs tasks once, looks at them, and stops those whose time is over. */
export const connect = (ports: ActionPorts): Runner<EcsTaskAct> => {
  const call = awsJson({ ...ECS, prefix: 'AmazonEC2ContainerServiceV20141113', title: 'ECS' }, ports);
  return {
    async start(key, act, incidentId) {
      try {
        const { tasks, failures } = await call('RunTask', requestOf(key, act, incidentId), Started);
        const [task] = tasks;
        if (task !== undefined) return { handle: task.taskArn };
        // no room on the cluster, an agent that is gone: nothing runs, and nothing will
        if (failures.length > 0) throw new Undeliverable(`ECS started no task: ${said(failures)}`);
        throw new NoAnswer('ECS answers neither a task nor a failure');
      } catch (error) {
        // the token was used: a task was started under this key, though not by this very call
        if (error instanceof AwsRefused && error.error === 'ConflictException')
          throw new NoAnswer(error.message, { cause: error });
        throw error;
      }
    },
    async look({ cluster }, handle) {
      const { tasks, failures } = await asLook(call('DescribeTasks', { cluster, tasks: [handle] }, Described));
      const [task] = tasks;
      // just started, or over for more than an hour: ECS does not know it (yet, or any more)
      if (task === undefined) throw new Unreachable(`ECS does not know the task: ${said(failures)}`);
      return lookOf(task);
    },
    async stop({ cluster }, handle, incidentId) {
      await call('StopTask', { cluster, task: handle, reason: `${incidentId}: its time is over` }, z.unknown());
    },
  };
};

const said = (failures: z.infer<typeof Failures>): string =>
  failures.length === 0 ? 'no reason' : oneLine(failures.map(({ reason }) => reason).join(', ')).slice(0, 200);

function requestOf(
  key: string,
  { cluster, task, launchType, network, container, command, parameters }: EcsTaskAct,
  incidentId: string,
): object {
  const environment = Object.entries(parameters).map(([name, value]) => ({ name, value: String(value) }));
  return {
    cluster,
    taskDefinition: task,
    count: 1,
    clientToken: tokenOf(key),
    startedBy: incidentId,
    ...(launchType !== undefined && { launchType }),
    ...(network !== undefined && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: network.subnets,
          securityGroups: network.securityGroups,
          assignPublicIp: network.publicIp ? 'ENABLED' : 'DISABLED',
        },
      },
    }),
    ...(container !== undefined && {
      overrides: { containerOverrides: [{ name: container, environment, ...(command !== undefined && { command }) }] },
    }),
  };
}

/** A task has done its work where it ended by itself and each of its containers with 0. */
function lookOf({ lastStatus, stopCode, stoppedReason, containers }: z.infer<typeof Task>): ActionLook {
  if (running.includes(lastStatus)) return { status: 'running' };
  if (lastStatus !== 'STOPPED') throw new NoAnswer(`ECS: the task is ${oneLine(lastStatus).slice(0, 40)}`);
  const exits = containers.map(
    ({ name, exitCode, reason }) =>
      `${name} ${exitCode === undefined ? `did not exit${reason === undefined ? '' : ` (${reason})`}` : `exited with ${exitCode}`}`,
  );
  const worked =
    stopCode === 'EssentialContainerExited' &&
    containers.length > 0 &&
    containers.every(({ exitCode }) => exitCode === 0);
  if (worked) return { status: 'succeeded', output: outputText(exits.join(', ')) };
  const why = [stopCode, stoppedReason].filter((one) => one !== undefined).join(': ');
  return { status: 'failed', output: outputText([why, ...exits].filter((one) => one !== '').join('; ')) };
}
