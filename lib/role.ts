import { Reference, Stack, Token, Tokenization, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { DoesNotFit } from './does-not-fit.ts';

/** One statement of a role. */
export interface Statement {
  /** Refuses what it names, whatever else allows it. */
  denies?: true;
  actions: readonly string[];
  resources: readonly string[];
  conditions?: Record<string, unknown>;
  /** Why its resources hold a wildcard. */
  because?: string;
}
/** A statement that allows actions on resources. */
export const allow = (
  actions: readonly string[],
  resources: readonly string[],
  more: Pick<Statement, 'conditions' | 'because'> = {},
): Statement => ({ actions, resources, ...more });

/** A statement that refuses actions on resources. */
export const deny = (
  actions: readonly string[],
  resources: readonly string[],
  more: Pick<Statement, 'conditions'> = {},
): Statement => ({ denies: true, actions, resources, ...more });

/** Tracing, which AWS grants on `*` only. */
export const traced = () => allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']);

/** Why an action of the product's own cannot name one resource. A wildcard without a reason fails the synthesis. */
const wildcardReasons: Record<string, string> = {
  'xray:PutTraceSegments': 'X-Ray has no resources: AWS supports the action on * only, and it can only add traces.',
  'xray:PutTelemetryRecords':
    'X-Ray has no resources: AWS supports the action on * only, and it can only add telemetry.',
  'logs:CreateLogStream': 'The wildcard covers the streams of this one log group; the service chooses their names.',
  'logs:PutLogEvents': 'The wildcard covers the streams of this one log group; the service chooses their names.',
  'logs:CreateLogDelivery': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:GetLogDelivery': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:UpdateLogDelivery': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:DeleteLogDelivery': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:ListLogDeliveries': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:PutResourcePolicy': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:DescribeResourcePolicies': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'logs:DescribeLogGroups': 'Log delivery of Step Functions: AWS supports this action on * only.',
  'states:DescribeExecution':
    'The wildcard covers the executions of one named machine; their names contain incident and run.',
  'states:StopExecution':
    'The wildcard covers the executions of one named machine; their names contain incident and run.',
  'scheduler:CreateSchedule':
    'The wildcard covers the schedules of this one group; their names contain incident and instant.',
};

/** A role whose trust policy names account and resource, and whose permissions are exactly these statements. */
export const narrowRole = (
  scope: Construct,
  id: string,
  {
    service,
    sourceArn,
    description,
    statements,
  }: { service: string; sourceArn?: string; description: string; statements: readonly Statement[] },
) => {
  const stack = Stack.of(scope);
  const conditions = sourceArn && {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': sourceArn },
  };
  checkSize(`${scope.node.path}/${id}`, stack, statements);
  const role = new Role(scope, id, {
    description,
    assumedBy: new ServicePrincipal(service, conditions ? { conditions } : {}),
    inlinePolicies: { rights: new PolicyDocument({ statements: statements.map(policyOf) }) },
  });
  const wild = new Map<string, Set<string>>();
  for (const { actions, resources, because } of statements.filter(({ denies }) => denies !== true))
    for (const resource of resources.map((arn) => flat(stack.resolve(arn))).filter((arn) => arn.includes('*')))
      for (const action of actions) {
        const reason = because ?? wildcardReasons[action];
        if (!reason) throw new Error(`${role.node.path}: ${action} on ${resource} needs a documented reason`);
        wild.set(resource, (wild.get(resource) ?? new Set()).add(reason));
      }
  for (const [resource, reasons] of wild)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason: [...reasons].join(' '),
    });
  return role;
};

/** Characters of all inline policies of a role, white space aside (docs.aws.amazon.com/IAM, reference_iam-quotas). */
const mostCharacters = 10_240;
/** Characters of an ARN that only the deployment knows: before its resource, and of a name that CloudFormation makes up besides stack and logical id. */
const unknown = { before: 60, madeUp: 14 };

/** The most characters that an ARN may have. */
function lengthOf(stack: Stack, arn: string): number {
  const known: unknown = stack.resolve(arn);
  if (typeof known === 'string') return known.length;
  const [reference] = Tokenization.reverseString(arn).tokens.filter((token) => Reference.isReference(token));
  const { topicName, functionName } = (reference?.target ?? {}) as { topicName?: unknown; functionName?: unknown };
  const name = [topicName, functionName].find((one) => typeof one === 'string' && !Token.isUnresolved(one));
  const written = typeof name === 'string' ? name.length : stack.stackName.length + unknown.madeUp;
  return written + unknown.before + JSON.stringify(known).length;
}

/** A role that AWS would refuse in the middle of a deployment is refused here, with what makes it so large. */
function checkSize(role: string, stack: Stack, statements: readonly Statement[]) {
  const sizes = statements.map(({ actions, resources, conditions }) => {
    const arns = resources.map((arn) => lengthOf(stack, arn));
    const others = JSON.stringify({ Effect: 'Allow', Action: actions, Resource: [], Condition: conditions }).length;
    return { actions, resources, size: arns.reduce((sum, length) => sum + length + 3, others) };
  });
  const sum = sizes.reduce((all, { size }) => all + size, 60);
  const [largest] = sizes.toSorted((a, b) => b.size - a.size);
  if (sum <= mostCharacters || largest === undefined) return;
  throw new DoesNotFit(
    `${role}: its rights may take ${sum} characters, and IAM takes 10,240 characters of inline policies a role; most of them are ${largest.resources.length} resources of ${largest.actions.join(', ')}: give the construct fewer`,
  );
}

const policyOf = ({ denies, actions, resources, conditions }: Statement) =>
  new PolicyStatement({
    ...(denies === true && { effect: Effect.DENY }),
    actions: [...actions],
    resources: [...resources],
    ...(conditions && { conditions }),
  });

/** The role as constructs may use it that would add statements or wait for a policy of their own: it has all its permissions from the start. */
export const asItIs = (role: Role) => Role.fromRoleArn(role, 'AsItIs', role.roleArn, { mutable: false });

/** A resolved ARN as cdk-nag spells it in a finding. */
const flat = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[fn, argument] = ['', undefined]] = Object.entries(value);
  if (fn === 'Fn::Join')
    return (argument as [string, unknown[]])[1].map(flat).join((argument as [string, unknown[]])[0]);
  if (fn === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (fn === 'Fn::Sub') return String(argument).replaceAll(/\$\{([^}]+)\}/g, '<$1>');
  return fn === 'Ref' ? `<${argument}>` : JSON.stringify(value);
};
