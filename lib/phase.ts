import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MachineName, machines, placeholderOf } from '#core/machines';
import { executionsOf, folderOf, kebab, machineArn, nameOf } from './names.ts';
import type { HandlerName } from './rights.ts';
import { allow, asItIs, narrowRole, traced } from './role.ts';

/** The text of a machine, read relative to this file and not to the working directory. */
export const definitionOf = (machine: MachineName) =>
  readFileSync(new URL(`../statemachines/${machine}.asl.json`, import.meta.url), 'utf8');

/** The `${…Arn}` placeholders of a machine: its tasks with their handlers, and the machines that it starts. */
export const boundBy = (machine: MachineName) => {
  const names = [...definitionOf(machine).matchAll(/\$\{(\w+)Arn\}/g)].map(([, name]) => name as string);
  const children = machines.filter((child) => names.some((name) => kebab(name) === `${child}-machine`));
  const tasks = [...new Set(names.filter((name) => !name.endsWith('Machine')))];
  return {
    children,
    tasks: tasks.map((task) => ({ task, handler: `${folderOf(machine)}/${kebab(task)}` as HandlerName })),
  };
};

/** One machine of `statemachines/`: its `${…Arn}`s bound, and allowed to call just its tasks and to run just its children. */
export class Phase extends Construct {
  readonly machine: StateMachine;

  constructor(
    product: Construct,
    name: MachineName,
    { handlers, log }: { handlers: Map<HandlerName, IFunction>; log: ILogGroup },
  ) {
    super(product, name);
    const { children, tasks } = boundBy(name);
    const functions = tasks.map(({ task, handler }) => {
      const fn = handlers.get(handler);
      if (!fn)
        throw new Error(
          `statemachines/${name}.asl.json speaks of \${${task}Arn}, and lib/rights.ts has no '${handler}'`,
        );
      return { placeholder: `${task}Arn`, arn: fn.functionArn };
    });
    const starts = children.map((child) => ({
      placeholder: placeholderOf(child),
      arn: machineArn(product, child),
    }));
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: nameOf(product, name),
      definitionBody: DefinitionBody.fromString(definitionOf(name)),
      definitionSubstitutions: Object.fromEntries(
        [...functions, ...starts].map(({ placeholder, arn }) => [placeholder, arn]),
      ),
      // Payloads carry task tokens, and anybody who reads one can answer for a person: so the log has the steps, and only the history has the data.
      logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
      role: this.role(
        product,
        name,
        functions.map(({ arn }) => arn),
        children,
      ),
    });
  }

  private role(product: Construct, name: MachineName, functionArns: string[], children: MachineName[]) {
    const statements = [allow(['lambda:InvokeFunction'], functionArns), traced(), allow(logDelivery, ['*'])];
    if (children.length > 0)
      statements.push(
        allow(
          ['states:StartExecution'],
          children.map((child) => machineArn(product, child)),
        ),
        allow(
          ['states:DescribeExecution', 'states:StopExecution'],
          children.map((child) => executionsOf(product, child)),
        ),
        allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], [managedRule(product)]),
      );
    const role = narrowRole(this, 'Role', {
      description: `Lets the ${name} state machine invoke its tasks${children.length > 0 ? ' and run its child machines' : ''}.`,
      service: 'states.amazonaws.com',
      sourceArn: machineArn(product, name),
      statements,
    });
    return asItIs(role);
  }
}

/** The rule with which Step Functions observes the end of a child execution; it creates and owns the rule. */
const managedRule = (product: Construct) =>
  Stack.of(product).formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
  });

/** What Step Functions requires of a role that logs to CloudWatch; AWS supports these actions on `*` only. */
const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
