import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { IncidentResponse } from '#lib/incident-response';
import { scratchApp, tracktion } from './synthesized.ts';

const playbook = loadPlaybook(tracktion);
let sentinels = 0;
const mark = () => {
  sentinels += 1;
  return String(sentinels).padStart(3, '0');
};
/** A person, or a target with an address of its own, by whom nobody else can be meant. */
const marked = <T extends object>(one: T): T =>
  Object.fromEntries(
    Object.entries(one).map(([field, value]) => {
      if (field === 'name') return [field, `Sentinel-${mark()}`];
      if (['email', 'login'].includes(field)) return [field, `sentinel-${mark()}@person.invalid`];
      if (field === 'phone') return [field, `+4930901820${mark()}`];
      if (field === 'slack') return [field, `USENTINEL${mark()}`];
      if (field === 'pagerduty') return [field, `sentinel-key-${mark()}`];
      return [field, value];
    }),
  ) as T;
const each = <T extends object>(of: Record<string, T>) =>
  Object.fromEntries(Object.entries(of).map(([id, one]) => [id, marked(one)]));
const { people: known } = playbook;
const people = { ...known, people: each(known.people), targets: each(known.targets), external: each(known.external) };
const sentinel = /sentinel-|USENTINEL|4930901820/i;

const below = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => join(directory, file))
    .filter((file) => statSync(file).isFile());

/** The assembly of an app with these people, as directory and template. */
function assemblyWith(who: object) {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: { pack: playbook.pack, people: who },
    catchAll: 'oncall_manager',
  });
  const metric = new Metric({ namespace: 'Shop', metricName: 'ErrorRate' });
  const alarm = new Alarm(stack, 'Errors', { alarmName: 'errors', metric, threshold: 5, evaluationPeriods: 5 });
  tocsin.addAlarm(alarm, { service: 'analysis-service', rule: 'high-error-rate' });
  const assembly = app.synth();
  return { directory: assembly.directory, template: assembly.getStackByName('shop').template };
}
const before = assemblyWith(people);

test('nobody’s address, key or name is anywhere in the assembly but in the file that becomes the one object', () => {
  expect(sentinels).toBeGreaterThan(30);
  const files = below(before.directory);
  expect(files.length).toBeGreaterThan(30);
  const telling = files.filter((file) => sentinel.test(readFileSync(file, 'utf8')));
  expect(telling.map((file) => relative(before.directory, file))).toEqual([
    expect.stringMatching(/^asset\.tocsin-playbook-[0-9a-f]{32}\.json$/),
  ]);
});

test('a change of people changes the one object and no other resource', () => {
  const [someone = ''] = Object.keys(people.people);
  const changed = {
    ...people,
    people: { ...people.people, [someone]: { ...people.people[someone], name: 'Somebody' } },
  };
  const after = assemblyWith(changed);
  const differing = Object.keys(before.template.Resources).filter(
    (id) => JSON.stringify(before.template.Resources[id]) !== JSON.stringify(after.template.Resources[id]),
  );
  expect(differing.map((id) => before.template.Resources[id].Type)).toEqual(['Custom::TocsinDeployment']);
  expect(Object.keys(after.template.Resources)).toEqual(Object.keys(before.template.Resources));
});

test('no function is there before the object that it reads', () => {
  const resources: Record<string, any> = before.template.Resources;
  const [object] = Object.keys(resources).filter((id) => resources[id].Type === 'Custom::TocsinDeployment');
  const readers = Object.values(resources).filter(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Environment?.Variables.DEPLOYED,
  );
  expect(readers.length).toBe(27);
  expect(readers.filter(({ DependsOn = [] }) => !DependsOn.includes(object))).toEqual([]);
});
