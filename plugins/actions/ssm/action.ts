import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import type { Named } from '#plugins/plugin';
import { actionPlugin, type Whole } from '../action.ts';

const Name = z.string().regex(/^[\w.-]{3,128}$/, 'the name of a document: 3 to 128 of A-Z a-z 0-9 _ - .');
const Entry = z
  .strictObject({
    kind: z.literal('ssm'),
    ...actFields,
    document: Name.meta({
      description: 'Name of the Automation document (runbook) of Systems Manager that is started',
    }),
    version: z
      .string()
      .regex(/^(\$DEFAULT|\$LATEST|[1-9]\d*)$/, '$DEFAULT, $LATEST or a number')
      .optional()
      .meta({ description: 'Version of the document; without it, its default version' }),
    lists: z
      .record(z.string(), z.array(z.string()).min(1).max(50))
      .optional()
      .meta({ description: 'Parameters of the document that take several values, by name' }),
    role: z
      .string()
      .regex(/^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'the name of a role, with its path')
      .optional()
      .meta({
        description:
          'Name of the role that the document assumes: the functions that run actions may pass it to Systems Manager, and nothing else. Without a role a document acts with the rights of those functions, which are next to none',
      }),
  })
  .refine(({ parameters, lists = {} }) => !Object.keys(lists).some((name) => Object.hasOwn(parameters, name)), {
    path: ['lists'],
    message: 'a parameter stands in `parameters` or in `lists`, not in both',
  });
export type SsmAct = Whole<z.infer<typeof Entry>>;

const act: z.input<typeof Entry> = {
  kind: 'ssm',
  document: 'restart-workers',
  parameters: { Count: 2 },
  lists: { Hosts: ['a', 'b'] },
};
const executions: Named = { service: 'ssm', name: 'automation-execution/*' };
const because =
  'The wildcard covers executions, whose ids the service chooses, and versions of the documents that the playbook names.';
/** Documents of AWS are of no account. */
const isOfAws = (document: string): boolean => /^(aws|amazon|amzn)/i.test(document);

/** An Automation of Systems Manager, started once a key and stopped when its time is over. */
export const ssm = actionPlugin({
  kind: 'ssm',
  title: 'Systems Manager Automation',
  schema: Entry,
  references: () => [],
  needs: () => ({}),
  target: ({ document }) => document,
  aws: [{ service: 'ssm', variable: 'SSM_URL' }],
  rights: [],
  rightsOf: ({ document, role }) => [
    {
      actions: ['ssm:StartAutomationExecution'],
      named: [
        { service: 'ssm', name: `document/${document}`, ...(isOfAws(document) && { account: '' }) },
        { service: 'ssm', name: `automation-definition/${document}:*`, ...(isOfAws(document) && { account: '' }) },
        executions,
      ],
      because,
    },
    {
      actions: ['ssm:GetAutomationExecution', 'ssm:StopAutomationExecution'],
      named: [executions],
      because,
    },
    ...(role === undefined
      ? []
      : [
          {
            actions: ['iam:PassRole'],
            named: [{ service: 'iam', name: `role/${role}`, region: '' as const }],
            conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
          },
        ]),
  ],
  environment: ({ endpoints }) => ({ SSM_URL: endpoints['ssm'] }),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    {
      act,
      name: 'restart-workers',
      effect: { seconds: 0 },
      ended: { status: 'succeeded', output: '{"said":["restart-workers is done"]}' },
      reaches: { parameters: { Count: ['2'], Hosts: ['a', 'b'] } },
    },
    {
      act: { kind: 'ssm', document: 'fail-over', version: '3', role: 'automation/fail-over' },
      name: 'fail-over',
      effect: { seconds: 0, fails: true },
      ended: { status: 'failed', output: 'Failed: fail-over did not work' },
      reaches: { parameters: {} },
    },
  ],
});
