import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ActionLook } from '#app/ports';
import { NoAnswer, Unreachable } from '#core/errors';
import { seconds } from '#core/playbook/words';
import { asLook, awsJson } from '#plugins/aws-json';
import type { ActionPorts, Runner } from '../action.ts';
import { outputText } from '../output.ts';
import type { RunCommandAct } from './action.ts';
import { SSM } from './service.ts';

const Command = z.looseObject({
  CommandId: z.string().min(1),
  Comment: z.string().default(''),
  Status: z.string(),
  StatusDetails: z.string().default(''),
  TargetCount: z.number().default(0),
});
const Sent = z.looseObject({ Command });
const Commands = z.looseObject({ Commands: z.array(Command).default([]), NextToken: z.string().optional() });
const Plugin = z.looseObject({ ResponseCode: z.number().optional(), Output: z.string().default('') });
const Invocation = z.looseObject({
  InstanceId: z.string().default('?'),
  Status: z.string(),
  StatusDetails: z.string().default(''),
  CommandPlugins: z.array(Plugin).default([]),
});
const Invocations = z.looseObject({ CommandInvocations: z.array(Invocation).default([]) });

const running = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];
const ended = ['Success', 'Failed', 'TimedOut', 'Cancelled'];
/** How far back an earlier send under the same key is looked for, and in how many answers of 50 commands each. */
const SENT_WITHIN = 86_400_000;
const MOST_ANSWERS = 10;

/** What stands with a command for people, by which it is found again: SendCommand has no token, and a comment has 100 characters. */
export const commentOf = (key: string, incidentId: string): string =>
  `${incidentId.slice(0, 50)} tocsin:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;

/** Sends commands, looks at them by their own status (that of one node's step would say less), and cancels those whose time is over. */
export const connect = (ports: ActionPorts): Runner<RunCommandAct> => {
  const call = awsJson({ ...SSM, prefix: 'AmazonSSM', title: 'Systems Manager' }, ports);

  /** The command that an earlier start has sent. Whether there is one is not known where the list was not given: neither is then the outcome. */
  async function sentBefore({ document, instances }: RunCommandAct, comment: string): Promise<string | undefined> {
    const after = new Date(ports.wallClock().getTime() - SENT_WITHIN);
    const asked = {
      ...(instances !== undefined && { InstanceId: instances[0] }),
      Filters: [
        { key: 'DocumentName', value: document },
        { key: 'InvokedAfter', value: `${after.toISOString().slice(0, 19)}Z` },
      ],
      MaxResults: 50,
    };
    let next: string | undefined;
    for (let answers = 0; answers < MOST_ANSWERS; answers += 1) {
      const list = await call('ListCommands', { ...asked, ...(next !== undefined && { NextToken: next }) }, Commands);
      const known = list.Commands.find(({ Comment }) => Comment === comment);
      if (known !== undefined) return known.CommandId;
      next = list.NextToken;
      if (next === undefined || next === '') return undefined;
    }
    return undefined;
  }

  return {
    async start(key, act, incidentId) {
      const comment = commentOf(key, incidentId);
      const before = await sentBefore(act, comment);
      if (before !== undefined) return { handle: before };
      const { Command: sent } = await call('SendCommand', requestOf(act, comment), Sent);
      return { handle: sent.CommandId };
    },
    async look(_, handle) {
      const { Commands: found } = await asLook(call('ListCommands', { CommandId: handle }, Commands));
      const [command] = found;
      if (command === undefined) throw new Unreachable('Systems Manager does not know the command (yet)');
      if (running.includes(command.Status)) return { status: 'running' };
      if (!ended.includes(command.Status)) throw new NoAnswer(`Systems Manager: the command is ${command.Status}`);
      const asked = { CommandId: handle, Details: true, MaxResults: 50 };
      const { CommandInvocations } = await asLook(call('ListCommandInvocations', asked, Invocations));
      return lookOf(command, CommandInvocations);
    },
    async stop(_, handle) {
      await call('CancelCommand', { CommandId: handle }, z.unknown());
    },
  };
};

function requestOf(act: RunCommandAct, comment: string): object {
  const { document, version, parameters, lists = {}, instances, tags = {}, deliverWithin } = act;
  const values = Object.entries(parameters).map(([name, value]) => [name, [String(value)]] as const);
  return {
    DocumentName: document,
    ...(version !== undefined && { DocumentVersion: version }),
    Parameters: { ...Object.fromEntries(values), ...lists },
    ...(instances === undefined
      ? { Targets: Object.entries(tags).map(([key, Values]) => ({ Key: `tag:${key}`, Values })) }
      : { InstanceIds: instances }),
    TimeoutSeconds: seconds(deliverWithin),
    Comment: comment,
  };
}

/** A command has done its work where it ran on a node at least, and on each with success. */
function lookOf(
  { Status, StatusDetails, TargetCount }: z.infer<typeof Command>,
  invocations: readonly z.infer<typeof Invocation>[],
): ActionLook {
  const nodes = invocations.map(({ InstanceId, Status: status, StatusDetails: details, CommandPlugins }) => {
    const codes = CommandPlugins.flatMap(({ ResponseCode: code }) => (code === undefined || code <= 0 ? [] : [code]));
    const code = codes.length === 0 ? '' : ` (code ${codes.join(', ')})`;
    const output = CommandPlugins.map(({ Output }) => Output.trim())
      .filter((one) => one !== '')
      .join('\n');
    return `${InstanceId} ${details === '' ? status : details}${code}${output === '' ? '' : `: ${output}`}`;
  });
  const details = StatusDetails === '' ? Status : StatusDetails;
  if (Status === 'Success' && details === 'Success' && TargetCount > 0)
    return { status: 'succeeded', output: outputText(nodes.join('; ')) };
  const why = Status === 'Success' && TargetCount === 0 ? 'there was no such node' : details;
  return { status: 'failed', output: outputText([why, ...nodes].join('; ')) };
}
