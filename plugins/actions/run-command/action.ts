import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import { Duration, seconds } from '#core/playbook/words';
import type { Named, Right } from '#plugins/plugin';
import { actionPlugin, type Whole } from '../action.ts';
import { SSM } from './service.ts';

/** Seconds in which a node must take a command, as SendCommand takes them. */
const SHORTEST_DELIVERY = 30;
const LONGEST_DELIVERY = 2_592_000;
const Tag = z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,127}$/u, 'the key or value of a tag, without wildcards');

const Entry = z
  .strictObject({
    kind: z.literal('run-command'),
    ...actFields,
    document: z
      .string()
      .regex(/^[\w.-]{3,128}$/, 'the name of a document: 3 to 128 of A-Z a-z 0-9 _ - .')
      .meta({ description: 'Name of the Command document of Systems Manager that is run on the nodes' }),
    version: z
      .string()
      .regex(/^(\$DEFAULT|\$LATEST|[1-9]\d*)$/, '$DEFAULT, $LATEST or a number')
      .optional()
      .meta({ description: 'Version of the document; without it, its default version' }),
    lists: z
      .record(z.string(), z.array(z.string()).min(1).max(50))
      .optional()
      .meta({ description: 'Parameters of the document that take several values, by name' }),
    instances: z
      .array(z.string().regex(/^(i-[0-9a-f]{8}(?:[0-9a-f]{9})?|mi-[0-9a-f]{17})$/, 'an id such as i-0a1b2c3d'))
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'Ids of the managed nodes' }),
    tags: z
      .record(Tag, z.array(Tag).min(1).max(50))
      .refine((tags) => Object.keys(tags).length >= 1 && Object.keys(tags).length <= 5, '1 to 5 tags')
      .optional()
      .meta({ description: 'The managed nodes that have each of these tags, with one of its values' }),
    deliverWithin: Duration.default('1m')
      .refine((time) => seconds(time) >= SHORTEST_DELIVERY && seconds(time) <= LONGEST_DELIVERY, '30 s to 30 days')
      .meta({ description: 'A node that has not taken the command by then never runs it' }),
  })
  .refine(({ instances, tags }) => (instances === undefined) !== (tags === undefined), {
    path: ['instances'],
    message: 'the nodes are those of `instances` or of `tags`: one of them',
  })
  .refine(({ parameters, lists = {} }) => !Object.keys(lists).some((name) => Object.hasOwn(parameters, name)), {
    path: ['lists'],
    message: 'a parameter stands in `parameters` or in `lists`, not in both',
  });
export type RunCommandAct = Whole<z.infer<typeof Entry>>;

/** Documents of AWS are of no account. */
const isOfAws = (document: string): boolean => /^(aws|amazon|amzn)/i.test(document);
const nodeOf = (id: string): Named =>
  id.startsWith('mi-')
    ? { service: 'ssm', name: `managed-instance/${id}` }
    : { service: 'ec2', name: `instance/${id}` };

/** Commands may be sent to the nodes that the entry names, or to all that have its tags and no others. */
const sendingTo = ({ instances, tags }: Pick<RunCommandAct, 'instances' | 'tags'>): Right =>
  tags === undefined
    ? { actions: ['ssm:SendCommand'], named: (instances ?? []).map(nodeOf) }
    : {
        actions: ['ssm:SendCommand'],
        named: [nodeOf('*'), { service: 'ssm', name: 'managed-instance/*' }],
        conditions: {
          StringEquals: Object.fromEntries(
            Object.entries(tags).map(([key, values]) => [`ssm:resourceTag/${key}`, values]),
          ),
        },
        because:
          'The wildcard covers nodes, of which the condition leaves those with the tags that the playbook names.',
      };

const act: z.input<typeof Entry> = {
  kind: 'run-command',
  document: 'restart-workers',
  parameters: { Count: 2 },
  lists: { Services: ['a', 'b'] },
  tags: { Role: ['worker'] },
};

/** A command of Systems Manager on managed nodes, sent once a key and cancelled when its time is over. */
export const runCommand = actionPlugin({
  kind: 'run-command',
  title: 'Systems Manager Run Command',
  schema: Entry,
  references: () => [],
  needs: () => ({}),
  target: ({ document, instances, tags }) => `${document} on ${JSON.stringify(instances?.toSorted() ?? tags)}`,
  aws: [SSM],
  rights: [],
  rightsOf: (entry) => [
    {
      actions: ['ssm:SendCommand'],
      named: [
        {
          service: 'ssm',
          name: `document/${entry.document}`,
          ...(isOfAws(entry.document) && { account: '' as const }),
        },
      ],
    },
    sendingTo(entry),
    {
      actions: ['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:CancelCommand'],
      resources: 'any',
      because:
        'Commands are not resources: AWS supports these actions on * only. They read commands, and cancel one by its id.',
    },
  ],
  environment: ({ endpoints }) => ({ SSM_URL: endpoints['ssm'] }),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      act,
      name: 'restart-workers',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: 'i-0a1b2c3d Success: restart-workers is done' },
      reaches: { parameters: { Count: ['2'], Services: ['a', 'b'] } },
    },
    {
      act: { kind: 'run-command', document: 'fail-over', version: '3', instances: ['i-0a1b2c3d', 'i-0a1b2c3e'] },
      name: 'fail-over',
      effect: { seconds: 0, fails: true },
      ended: {
        status: 'failed',
        output:
          'Failed; i-0a1b2c3d Failed (code 1): fail-over did not work; i-0a1b2c3e Failed (code 1): fail-over did not work',
      },
      reaches: { parameters: {} },
    },
  ],
});
