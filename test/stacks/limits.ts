import type { Resource } from './synthesized.ts';

/**
 * What AWS refuses beyond, as documented in November 2026:
 * SQS (SQSDeveloperGuide, quotas-policies): a policy's bytes and statements. IAM (UserGuide, reference_iam-quotas): all inline policies of a
 * role together, white space not counted. EventBridge (userguide, eb-quota): characters of a pattern, rules of a bus in most Regions.
 * Lambda (dg, gettingstarted-limits): all variables of a function; its error shows that it measures them as JSON. CloudFormation
 * (UserGuide, cloudformation-limits): bytes of a template in S3, resources of a stack.
 */
export const limits = {
  queuePolicyBytes: 8_192,
  queuePolicyStatements: 20,
  rolePolicyCharacters: 10_240,
  patternCharacters: 2_048,
  environmentBytes: 4_096,
  templateBytes: 1_000_000,
  resources: 500,
} as const;

/** The longest names that a service takes, by type: where they are too long, CloudFormation shortens those that it makes up. */
const longest: Record<string, number> = {
  'AWS::SQS::Queue': 80,
  'AWS::SNS::Topic': 256,
  'AWS::Lambda::Function': 64,
  'AWS::IAM::Role': 64,
  'AWS::Events::Rule': 64,
  'AWS::DynamoDB::Table': 255,
  'AWS::CloudWatch::Alarm': 255,
  'AWS::S3::Bucket': 63,
};
const pseudo: Record<string, string> = {
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'ap-southeast-2',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'shop',
};

type Resources = Record<string, Resource>;

/** A template's value as the service is given it, with names as CloudFormation makes them up: stack, logical id, twelve characters. */
export function written(value: unknown, resources: Resources): unknown {
  if (Array.isArray(value)) return value.map((one) => written(one, resources));
  if (typeof value !== 'object' || value === null) return value;
  const [[fn, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && fn === 'Ref') return madeUp(String(argument), resources);
  if (more.length === 0 && fn === 'Fn::GetAtt') return madeUp((argument as string[])[0] ?? '', resources, true);
  if (more.length === 0 && fn === 'Fn::Join') {
    const [between, parts] = argument as [string, unknown[]];
    return (written(parts, resources) as unknown[]).join(between);
  }
  if (more.length === 0 && fn === 'Fn::ImportValue') return 'x'.repeat(300);
  if (more.length === 0 && fn === 'Fn::Sub')
    return String(argument).replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => pseudo[name] ?? name);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, written(one, resources)]));
}

function madeUp(id: string, resources: Resources, attribute = false): string {
  if (pseudo[id] !== undefined) return pseudo[id];
  const type = resources[id]?.Type ?? '';
  const name = `shop-${id}-XXXXXXXXXXXX`.slice(0, longest[type] ?? 128);
  const isArn = attribute || type === 'AWS::SNS::Topic' || type === 'AWS::StepFunctions::StateMachine';
  return isArn ? `arn:aws:${type.split('::')[1]?.toLowerCase()}:ap-southeast-2:123456789012:${name}` : name;
}

interface Measured {
  what: string;
  is: number;
  most: number;
}
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Everything in a template that has a limit, with how much of it is used. */
export function measured(template: { Resources: Resources }): Measured[] {
  const resources = template.Resources;
  const each = (type: string, of: (properties: Record<string, any>, id: string) => Measured[]) =>
    Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? of(written(Properties, resources) as Record<string, any>, id) : [],
    );
  return [
    ...each('AWS::SQS::QueuePolicy', ({ PolicyDocument }, id) => [
      { what: `${id}: bytes`, is: size(PolicyDocument), most: limits.queuePolicyBytes },
      { what: `${id}: statements`, is: PolicyDocument.Statement.length, most: limits.queuePolicyStatements },
    ]),
    ...each('AWS::IAM::Role', ({ Policies = [] }, id) => [
      {
        what: `${id}: inline policies`,
        is: Policies.reduce((sum: number, one: { PolicyDocument: unknown }) => sum + size(one.PolicyDocument), 0),
        most: limits.rolePolicyCharacters,
      },
    ]),
    ...each('AWS::Events::Rule', ({ EventPattern }, id) =>
      EventPattern === undefined
        ? []
        : [{ what: `${id}: pattern`, is: size(EventPattern), most: limits.patternCharacters }],
    ),
    ...each('AWS::Lambda::Function', ({ Environment }, id) =>
      Environment === undefined
        ? []
        : [{ what: `${id}: environment`, is: size(Environment.Variables), most: limits.environmentBytes }],
    ),
    { what: 'template: bytes', is: size(template), most: limits.templateBytes },
    { what: 'template: resources', is: Object.keys(resources).length, most: limits.resources },
  ];
}

/** What is over its limit, in words. */
export const over = (template: { Resources: Resources }): string[] =>
  measured(template).flatMap(({ what, is, most }) => (is > most ? [`${what} ${is}, at most ${most}`] : []));
