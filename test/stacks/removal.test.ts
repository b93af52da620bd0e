import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { IncidentResponse, type IncidentResponseProps } from '#lib/index';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const shop = (props: Partial<IncidentResponseProps> = {}) => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager', ...props });
  return synthesized({ app, stack, tocsin });
};
/** What a deployment keeps: the table, the users, and what has been logged. */
const holdsData = ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::Logs::LogGroup'];
const held = (synth: ReturnType<typeof shop>) => holdsData.flatMap((type) => synth.all(type));
const ways = (synth: ReturnType<typeof shop>) => [...new Set(held(synth).map(({ keeps }) => keeps))];

describe('a first deployment that fails, and a second one after a destroy', () => {
  test('what holds data outlives the stack, but not a creation that failed', () => {
    expect(ways(shop())).toEqual(['RetainExceptOnCreate']);
  });

  test('nothing refuses to be taken back: a protected table would end the roll-back of a first deployment', () => {
    const synth = shop();
    const protectedOnes = [
      ...synth.all('AWS::DynamoDB::Table').filter(({ properties }) => properties['DeletionProtectionEnabled'] === true),
      ...synth.all('AWS::Cognito::UserPool').filter(({ properties }) => properties['DeletionProtection'] === 'ACTIVE'),
    ];
    expect(protectedOnes.map(({ path }) => path)).toEqual([]);
  });

  test('nothing that is kept has a name that the next stack would want: none, or one of this stack alone', () => {
    const { Resources } = shop().template;
    const names = Object.values(Resources).flatMap(({ Type, Properties }) => {
      const name = Properties['TableName'] ?? Properties['UserPoolName'] ?? Properties['LogGroupName'];
      return holdsData.includes(Type) && name !== undefined ? [name] : [];
    });
    // Step Functions wants its log below this prefix; the id of the stack tells one deployment from the next
    const id = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    expect(names).toEqual([{ 'Fn::Join': ['', ['/aws/vendedlogs/states/shop-Tocsin-D8E7C586-machines-', id]] }]);
  });
});

describe('removalPolicy', () => {
  test('DESTROY takes everything with the stack', () => {
    expect(ways(shop({ removalPolicy: RemovalPolicy.DESTROY }))).toEqual(['Delete']);
  });

  test('RETAIN keeps also what a creation that failed has made', () => {
    expect(ways(shop({ removalPolicy: RemovalPolicy.RETAIN }))).toEqual(['Retain']);
  });

  test('SNAPSHOT is refused at synthesis, because none of these resources has one', () => {
    expect(() => shop({ removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
      "shop/Tocsin: removalPolicy 'snapshot': CloudFormation takes a snapshot of neither table, users nor logs; choose destroy, retain or retain-on-update-or-delete",
    );
  });

  test('deletionProtection protects table and users, once they are there', () => {
    const synth = shop({ deletionProtection: true });
    expect([
      synth.all('AWS::DynamoDB::Table')[0]?.properties['DeletionProtectionEnabled'],
      synth.all('AWS::Cognito::UserPool')[0]?.properties['DeletionProtection'],
    ]).toEqual([true, 'ACTIVE']);
  });
});
