import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { expect, test } from 'vitest';
import { IncidentResponse, type IncidentResponseProps } from '#lib/index';
import { scratchApp, tracktion } from './synthesized.ts';

const arn = 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';

const deployed = (more: (stack: Stack) => Partial<IncidentResponseProps> = () => ({})) => {
  const stack = new Stack(scratchApp(), 'shop');
  const given = { playbook: tracktion, catchAll: 'oncall_manager', ...more(stack) };
  const tocsin = new IncidentResponse(stack, 'Tocsin', given);
  return { stack, tocsin, template: Template.fromStack(stack) };
};

test('a name of its own: the API answers under it, pages lead to it, and the app learns where it has to point', () => {
  const { stack, tocsin, template } = deployed((scope) => ({
    domain: { name: 'oncall.example.com', certificate: Certificate.fromCertificateArn(scope, 'Certificate', arn) },
  }));
  template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
    DomainName: 'oncall.example.com',
    DomainNameConfigurations: [{ CertificateArn: arn, EndpointType: 'REGIONAL' }],
  });
  const [name] = Object.keys(template.findResources('AWS::ApiGatewayV2::DomainName'));
  template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', {
    DomainName: { Ref: name },
    ApiId: stack.resolve(tocsin.api.apiId),
    Stage: '$default',
  });
  expect(tocsin.publicUrl).toBe('https://oncall.example.com');
  expect(stack.resolve(tocsin.domainTarget)).toEqual({ 'Fn::GetAtt': [name, 'RegionalDomainName'] });
  template.hasResourceProperties('Custom::TocsinDeployment', {
    Settings: Match.objectLike({
      'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('"publicUrl":"https://oncall.example.com"')])],
    }),
  });
});

test('without one pages lead to the address of the API', () => {
  const { tocsin, template } = deployed();
  template.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
  template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 0);
  expect([tocsin.publicUrl, tocsin.domainTarget]).toEqual([tocsin.apiUrl, undefined]);
});
