import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A statement of a role. */
export const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
  new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });

/** Tracing, which AWS grants on `*` only. */
export const traced = () => allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']);

/** Why an action cannot name one resource. A wildcard whose action is not listed here fails the synthesis. */
const wildcardReasons: Record<string, string> = {
  'xray:PutTraceSegments': 'X-Ray has no resources: AWS supports the action on * only, and it can only add traces.',
  'xray:PutTelemetryRecords':
    'X-Ray has no resources: AWS supports the action on * only, and it can only add telemetry.',
  'cloudwatch:GetMetricData': 'Metrics are not resources: AWS supports the action on * only, and it can only read.',
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
  'secretsmanager:GetSecretValue':
    'people.yaml may name new channel secrets at any time; only they have this prefix, and AWS appends six characters.',
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
  }: { service: string; sourceArn?: string; description: string; statements: PolicyStatement[] },
) => {
  const stack = Stack.of(scope);
  const conditions = sourceArn && {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': sourceArn },
  };
  const role = new Role(scope, id, {
    description,
    assumedBy: new ServicePrincipal(service, conditions ? { conditions } : {}),
    inlinePolicies: { rights: new PolicyDocument({ statements }) },
  });
  const wild = new Map<string, Set<string>>();
  for (const { actions, resources } of statements)
    for (const resource of resources.map((arn) => flat(stack.resolve(arn))).filter((arn) => arn.includes('*')))
      for (const action of actions) {
        const reason = wildcardReasons[action];
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

/** The role as constructs may use it that would add statements or wait for a policy of their own: it has all its permissions from the start. */
export const asItIs = (role: Role) => Role.fromRoleArn(role, 'AsItIs', role.roleArn, { mutable: false });

/** A resolved ARN as cdk-nag spells it in a finding. */
const flat = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[fn, argument] = ['', undefined]] = Object.entries(value);
  if (fn === 'Fn::Join')
    return (argument as [string, unknown[]])[1].map(flat).join((argument as [string, unknown[]])[0]);
  if (fn === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  return fn === 'Ref' ? `<${argument}>` : JSON.stringify(value);
};
