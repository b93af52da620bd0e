import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll } from 'vitest';
import { IncidentResponse } from '#lib/index';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  Metadata?: Record<string, string>;
}
interface Manifest {
  missing?: unknown[];
}

export const tracktion = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));

const scratch = mkdtempSync(join(tmpdir(), 'tocsin-synth-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** An app whose assembly is gone after the tests; paths of resources stand in its template. */
export const scratchApp = () =>
  new App({
    outdir: mkdtempSync(join(scratch, 'app-')),
    context: { 'aws:cdk:enable-path-metadata': true },
  });

/** An app as a user would write one: all that can be given is given, one alarm has a name and one has none. */
export const sampleApp = () => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const restart = new LambdaFunction(stack, 'Restart', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ status: "succeeded" })'),
  });
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: tracktion,
    catchAll: 'oncall_manager',
    services: { 'analysis-service': 'https://analysis.example.com' },
    alarmNamePrefix: 'shop-',
    alarmAccounts: ['210987654321'],
    actions: { restart },
    topics: { announcements: new Topic(stack, 'Announcements', { enforceSSL: true }) },
    mail: { from: 'tocsin@example.com' },
    sms: { originationIdentity: 'pool-0123456789abcdef0123456789abcdef' },
  });
  const metric = new Metric({ namespace: 'Shop', metricName: 'ErrorRate' });
  const named = new Alarm(stack, 'Named', { alarmName: 'errors', metric, threshold: 5, evaluationPeriods: 5 });
  const unnamed = new Alarm(stack, 'Unnamed', { metric, threshold: 5, evaluationPeriods: 5 });
  tocsin.addAlarm(named, { service: 'analysis-service', rule: 'high-error-rate' });
  tocsin.addAlarm(unnamed, { service: 'file-watcher', rule: 'service-down' });
  return { app, stack, tocsin };
};

/** The template of an app, without one of the sample app, with what makes it readable: references by the path of what they mean. */
export const synthesized = ({ app, stack, tocsin }: ReturnType<typeof sampleApp> = sampleApp()) => {
  const assembly = app.synth();
  const template: { Resources: Record<string, Resource> } = assembly.getStackByName(stack.stackName).template;
  const manifest: Manifest = JSON.parse(readFileSync(join(assembly.directory, 'manifest.json'), 'utf8'));
  const path = (id: string) =>
    (template.Resources[id]?.Metadata?.['aws:cdk:path'] ?? id)
      .replace(/^shop\//, '')
      .replace(/^Tocsin\//, '')
      .replace(/\/Resource$/, '');

  /** Intrinsics as text: `<Store/Table.Arn>`, `<AWS::Region>`. */
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    const [[fn, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && fn === 'Ref') return `<${path(argument)}>`;
    if (more.length === 0 && fn === 'Fn::GetAtt') return `<${path(argument[0])}.${argument[1]}>`;
    if (more.length === 0 && fn === 'Fn::Join') return (plain(argument[1]) as unknown[]).join(argument[0]);
    if (more.length === 0 && fn === 'Fn::Sub') return argument;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  };
  const resources = Object.entries(template.Resources).map(([id, resource]) => ({
    path: path(id),
    type: resource.Type,
    keeps: resource.DeletionPolicy,
    properties: plain(resource.Properties) as Record<string, any>,
  }));
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const one = (type: string, at: string) => {
    const found = all(type).find((resource) => resource.path === at);
    if (!found)
      throw new Error(
        `no ${type} at ${at}: there are ${all(type)
          .map((resource) => resource.path)
          .join(', ')}`,
      );
    return found.properties;
  };
  return { app, tocsin, assembly, manifest, template, resources, all, one };
};
