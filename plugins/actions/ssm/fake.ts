import * as z from 'zod';
import { parsedJson } from '#core/json';
import { awsError, uuidOf } from '#plugins/fakes/aws';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const Start = z.strictObject({
  DocumentName: z.string().regex(/^[\w.:/-]+$/),
  DocumentVersion: z
    .string()
    .regex(/^([$]LATEST|[$]DEFAULT|[1-9]\d*)$/)
    .optional(),
  Parameters: z.record(z.string().min(1).max(50), z.array(z.string().max(512)).max(50)).default({}),
  ClientToken: Uuid.optional(),
});
const One = z.strictObject({ AutomationExecutionId: Uuid });
const Stop = One.extend({ Type: z.enum(['Complete', 'Cancel']).optional() });

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ ssm: demoService });

/** Automations that were told to stop, in each simulated system. */
const stopped = new WeakMap<object, Set<string>>();

/** Automation of Systems Manager, with a document for every action that the system knows: tokens are UUIDs, values are lists of text. */
export const answer: Fake['answer'] = (request, system) => {
  const [service, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || service !== 'AmazonSSM') return undefined;
  const input = parsedJson(request.body);
  switch (operation) {
    case 'StartAutomationExecution':
      return start(Start.safeParse(input), system);
    case 'GetAutomationExecution':
      return get(One.safeParse(input), system);
    case 'StopAutomationExecution':
      return stop(Stop.safeParse(input), system);
    default:
      // the service has more than Automation
      return undefined;
  }
};

const invalid = (error: z.ZodError) => awsError(400, 'ValidationException', { message: z.prettifyError(error) });
const idOf = (runId: string): string => uuidOf(Number(runId.replace('run-', '')));
const runOf = (id: string): string => `run-${String(Number.parseInt(id.slice(-12), 16)).padStart(6, '0')}`;

function start(asked: z.ZodSafeParseResult<z.infer<typeof Start>>, { runs }: SimulatedSystem): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { DocumentName: name, Parameters: parameters, ClientToken: key = null } = asked.data;
  const effect = runs.effect(name);
  if (effect === undefined) return awsError(400, 'AutomationDefinitionNotFoundException', {});
  const before = runs.begun(name, key, { parameters });
  if (before === 'conflict') return awsError(400, 'IdempotentParameterMismatch', {});
  if (before) return json(200, { AutomationExecutionId: idOf(before.runId) });
  if (effect.outcome === '500') return awsError(500, 'InternalServerError', {});
  const { runId } = runs.begin(name, effect, key, { parameters });
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : json(200, { AutomationExecutionId: idOf(runId) });
}

const shown = { running: 'InProgress', succeeded: 'Success', failed: 'Failed' };
function get(asked: z.ZodSafeParseResult<z.infer<typeof One>>, { runs }: SimulatedSystem): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { AutomationExecutionId: id } = asked.data;
  const look = runs.look(runOf(id));
  if (look === undefined) return awsError(400, 'AutomationExecutionNotFoundException', {});
  const { status, output } = look;
  const isStopped = status === 'running' && stopped.get(runs)?.has(id) === true;
  return json(200, {
    AutomationExecution: {
      AutomationExecutionId: id,
      AutomationExecutionStatus: isStopped ? 'Cancelled' : shown[status],
      ...(status === 'failed' && { FailureMessage: output }),
      ...(status === 'succeeded' && { Outputs: { said: [output] } }),
    },
  });
}

function stop(asked: z.ZodSafeParseResult<z.infer<typeof Stop>>, { runs }: SimulatedSystem): WireAnswer {
  if (!asked.success) return invalid(asked.error);
  const { AutomationExecutionId: id } = asked.data;
  if (runs.look(runOf(id)) === undefined) return awsError(400, 'AutomationExecutionNotFoundException', {});
  stopped.set(runs, new Set([...(stopped.get(runs) ?? []), id]));
  return json(200, {});
}
