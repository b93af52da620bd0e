import * as z from 'zod';
import { parsedJson } from '#core/json';
import type { ActionRuns } from '#plugins/fakes/action-runs';
import { awsError, uuidOf } from '#plugins/fakes/aws';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const NodeId = z.string().regex(/^(i-(\w{8}|\w{17})|mi-\w{17})$/);
const Uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const Send = z.strictObject({
  DocumentName: z.string().regex(/^[\w.:/-]+$/),
  DocumentVersion: z
    .string()
    .regex(/^([$]LATEST|[$]DEFAULT|[1-9]\d*)$/)
    .optional(),
  Parameters: z.record(z.string(), z.array(z.string())).default({}),
  InstanceIds: z.array(NodeId).max(50).default([]),
  Targets: z
    .array(z.strictObject({ Key: z.string().min(1).max(163), Values: z.array(z.string()).max(50) }))
    .max(5)
    .default([]),
  TimeoutSeconds: z.int().min(30).max(2_592_000).default(3_600),
  Comment: z.string().max(100).default(''),
});
const filters = ['InvokedAfter', 'InvokedBefore', 'Status', 'ExecutionStage', 'DocumentName'] as const;
const List = z.strictObject({
  CommandId: Uuid.optional(),
  InstanceId: NodeId.optional(),
  Filters: z
    .array(z.strictObject({ key: z.enum(filters), value: z.string().min(1).max(128) }))
    .min(1)
    .max(5)
    .optional(),
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});
const Invocations = z.strictObject({
  CommandId: Uuid,
  Details: z.boolean().default(false),
  MaxResults: z.int().min(1).max(50).default(50),
});
const Cancel = z.strictObject({ CommandId: Uuid });

interface Command {
  id: string;
  document: string;
  comment: string;
  at: Date;
  nodes: string[];
  runId: string | undefined;
  cancelled: boolean;
}
/** Newest first, as they are listed, in each simulated system. */
const sent = new WeakMap<ActionRuns, Command[]>();
/** The node that has whatever tag is asked for, but for this value, which none has; and one that is gone. */
const tagged = 'i-0a1b2c3d';
const nobodys = 'nobody';
const gone = 'i-00000000';

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ ssm: demoService });

/** Run Command of Systems Manager, with a document for every action that the system knows. Two sends are two commands: there is no token. */
export const answer: Fake['answer'] = (request, system) => {
  const [service, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || service !== 'AmazonSSM') return undefined;
  const commands = sent.get(system.runs) ?? [];
  sent.set(system.runs, commands);
  const input = parsedJson(request.body);
  switch (operation) {
    case 'SendCommand':
      return valid(Send, input, (asked) => send(asked, system, commands));
    case 'ListCommands':
      return valid(List, input, (asked) => list(asked, system.runs, commands));
    case 'ListCommandInvocations':
      return valid(Invocations, input, (asked) => invocations(asked, system.runs, commands));
    case 'CancelCommand':
      return valid(Cancel, input, ({ CommandId }) => {
        const command = commands.find(({ id }) => id === CommandId);
        if (command === undefined) return awsError(400, 'InvalidCommandId', {});
        command.cancelled = true;
        return json(200, {});
      });
    default:
      return awsError(400, 'UnknownOperationException', {});
  }
};

const valid = <T extends z.ZodType>(shape: T, input: unknown, then: (asked: z.infer<T>) => WireAnswer): WireAnswer => {
  const asked = shape.safeParse(input);
  return asked.success
    ? then(asked.data)
    : awsError(400, 'ValidationException', { message: z.prettifyError(asked.error) });
};

function send(asked: z.infer<typeof Send>, { runs, now }: SimulatedSystem, commands: Command[]): WireAnswer {
  const {
    DocumentName: document,
    InstanceIds: ids,
    Targets: targets,
    Parameters: parameters,
    Comment: comment,
  } = asked;
  if ((ids.length === 0) === (targets.length === 0))
    return awsError(400, 'ValidationException', { message: 'InstanceIds or Targets' });
  const effect = runs.effect(document);
  if (effect === undefined) return awsError(400, 'InvalidDocument', {});
  if (ids.includes(gone)) return awsError(400, 'InvalidInstanceId', {});
  if (effect.outcome === '500') return awsError(500, 'InternalServerError', {});
  const nodes = ids.length > 0 ? ids : targets.some(({ Values }) => Values.includes(nobodys)) ? [] : [tagged];
  const runId = nodes.length === 0 ? undefined : runs.begin(document, effect, comment, { parameters }).runId;
  const command = { id: uuidOf(commands.length + 1), document, comment, at: now(), nodes, runId, cancelled: false };
  commands.unshift(command);
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : json(200, { Command: shown(command, runs) });
}

/** How a command, and each of its nodes, stands. */
function stateOf({ runId, cancelled }: Command, runs: ActionRuns): { status: string; output: string } {
  const look = runId === undefined ? undefined : runs.look(runId);
  if (look?.status === 'failed') return { status: 'Failed', output: look.output ?? '' };
  if (look?.status !== 'running') return { status: 'Success', output: look?.output ?? '' };
  return { status: cancelled ? 'Cancelled' : 'InProgress', output: '' };
}

function shown(command: Command, runs: ActionRuns): object {
  const { status } = stateOf(command, runs);
  return {
    CommandId: command.id,
    DocumentName: command.document,
    Comment: command.comment,
    Status: status,
    StatusDetails: command.nodes.length === 0 ? 'NoInstancesInTag' : status,
    TargetCount: command.nodes.length,
  };
}

function list(asked: z.infer<typeof List>, runs: ActionRuns, commands: readonly Command[]): WireAnswer {
  const { CommandId, InstanceId, Filters = [], MaxResults, NextToken = '0' } = asked;
  if (CommandId !== undefined && !commands.some(({ id }) => id === CommandId))
    return awsError(400, 'InvalidCommandId', {});
  const of = (key: (typeof filters)[number]) => Filters.find((filter) => filter.key === key)?.value;
  const [document, after] = [of('DocumentName'), of('InvokedAfter')];
  if (after !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(after))
    return awsError(400, 'InvalidFilterKey', {});
  const found = commands.filter(
    (command) =>
      (CommandId === undefined || command.id === CommandId) &&
      (InstanceId === undefined || command.nodes.includes(InstanceId)) &&
      (document === undefined || command.document === document) &&
      (after === undefined || command.at.getTime() >= Date.parse(after)),
  );
  const from = Number(NextToken);
  return json(200, {
    Commands: found.slice(from, from + MaxResults).map((command) => shown(command, runs)),
    ...(found.length > from + MaxResults && { NextToken: String(from + MaxResults) }),
  });
}

function invocations(asked: z.infer<typeof Invocations>, runs: ActionRuns, commands: readonly Command[]): WireAnswer {
  const command = commands.find(({ id }) => id === asked.CommandId);
  if (command === undefined) return awsError(400, 'InvalidCommandId', {});
  const { status, output } = stateOf(command, runs);
  const plugin = { Name: 'run', Status: status, ResponseCode: status === 'Success' ? 0 : 1, Output: output };
  return json(200, {
    CommandInvocations: command.nodes.slice(0, asked.MaxResults).map((InstanceId) => ({
      CommandId: command.id,
      InstanceId,
      Status: status,
      StatusDetails: status,
      CommandPlugins: asked.Details ? [plugin] : [],
    })),
  });
}
