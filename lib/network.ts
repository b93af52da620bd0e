import { type ISecurityGroup, type IVpc, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DoesNotFit } from './does-not-fit.ts';
import type { HandlerName, Right } from './rights.ts';
import { rights } from './rights.ts';
import { allow, deny, type Statement } from './role.ts';

interface Given {
  vpc?: IVpc;
  vpcSubnets?: SubnetSelection;
  securityGroups?: readonly ISecurityGroup[];
}

/** Where the functions are that reach the team's own systems. All others stay outside: a page must not wait for somebody's route table. */
export class Network extends Construct {
  private readonly inside: Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'> | undefined;
  private readonly statements: Statement[];

  constructor(product: Construct, id: string, { vpc, vpcSubnets, securityGroups }: Given) {
    super(product, id);
    for (const [name, value] of Object.entries({ vpcSubnets, securityGroups }))
      if (vpc === undefined && value !== undefined)
        throw new DoesNotFit(`${product.node.path}: '${name}' is given without a VPC; give 'vpc' too`);
    this.statements = vpc === undefined ? [] : interfaces();
    if (vpc === undefined) return;
    const groups = securityGroups ?? [
      new SecurityGroup(this, 'Group', {
        vpc,
        description: 'Tocsin: functions that read checks and run actions. Let it in where they must reach.',
      }),
    ];
    this.inside = {
      vpc,
      securityGroups: [...groups],
      ...(vpcSubnets !== undefined && { vpcSubnets }),
    };
  }

  /** What a handler's function gets of it. */
  settingsOf(handler: HandlerName): Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'> {
    return reaches(handler) ? (this.inside ?? {}) : {};
  }

  /** What a handler's role needs for it. */
  statementsOf(handler: HandlerName): Statement[] {
    return reaches(handler) ? this.statements : [];
  }
}

/** Whether a handler talks to the team's own systems. */
const reaches = (handler: HandlerName): boolean =>
  (rights[handler] as readonly Right[]).some((right) => right === 'read-checks' || right === 'run-actions');

const because =
  'Lambda makes the interfaces of functions in a VPC by the role of the function, and AWS describes them on * only; the code of the function is refused the same by the next statement.';

/** What Lambda does by a role, and what code under that role must not do (docs.aws.amazon.com/lambda, configuration-vpc, "Best practice"). */
const interfaces = (): Statement[] => {
  const managed = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    allow([...managed, 'ec2:DescribeSubnets'], ['*'], { because }),
    deny([...managed, 'ec2:DetachNetworkInterface'], ['*'], {
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } },
    }),
  ];
};
