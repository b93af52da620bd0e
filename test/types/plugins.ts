import * as z from 'zod';
import { actFields } from '#core/playbook/mitigation';
import { checkFields } from '#core/playbook/verification';
import { actionPlugin, type Runner } from '#plugins/actions/action';
import { checkPlugin } from '#plugins/checks/check';
import type { SourcePlugin } from '#plugins/sources/source';

// What a plugin forgets does not compile: each line below a comment is an omission that the compiler must find.

const Ping = z.strictObject({ kind: z.literal('ping'), ...checkFields, host: z.string() });
const ping = {
  kind: 'ping',
  title: 'Ping',
  measures: 'health',
  schema: Ping,
  references: ({ host }: z.infer<typeof Ping>) => [{ path: ['host'], name: host, of: 'service' as const }],
  rights: [],
  environment: () => ({}),
  load: async () => ({ connect: () => ({ read: async () => ({ value: 1, because: 'answers' }) }) }),
  fake: async () => ({ answer: () => undefined }),
  samples: [],
} as const;
checkPlugin(ping);
{
  const { schema: _, ...rest } = ping;
  // @ts-expect-error a check without a schema
  checkPlugin(rest);
}
{
  const { rights: _, ...rest } = ping;
  // @ts-expect-error a check without rights
  checkPlugin(rest);
}
// @ts-expect-error a right on everything that does not say why
checkPlugin({ ...ping, rights: [{ actions: ['ping:Send'], resources: 'any' }] });
{
  const { environment: _, ...rest } = ping;
  // @ts-expect-error a check that does not say which variables it reads
  checkPlugin(rest);
}
{
  const { fake: _, ...rest } = ping;
  // @ts-expect-error a check without a fake
  checkPlugin(rest);
}
{
  const { references: _, ...rest } = ping;
  // @ts-expect-error a check that does not say which addresses it needs
  checkPlugin(rest);
}
{
  const { samples: _, ...rest } = ping;
  // @ts-expect-error a check without samples
  checkPlugin(rest);
}
// @ts-expect-error a kind that is not the schema's
checkPlugin({ ...ping, kind: 'pong' });
// @ts-expect-error a schema without the fields of every check
checkPlugin({ ...ping, references: () => [], schema: z.strictObject({ kind: z.literal('ping') }) });
// @ts-expect-error a sample that is no entry of the check
checkPlugin({ ...ping, samples: [{ entry: {}, system: {}, at: '', reading: { value: 1, because: '' } }] });

const Reboot = z.strictObject({ kind: z.literal('reboot'), ...actFields, host: z.string() });
const runner: Runner<z.infer<typeof Reboot>> = {
  start: async () => ({ handle: 'h1' }),
  look: async () => ({ status: 'running' }),
};
const reboot = {
  kind: 'reboot',
  title: 'Reboot',
  schema: Reboot,
  references: () => [],
  needs: () => ({}),
  target: (entry: z.infer<typeof Reboot>) => entry.host,
  rights: [],
  environment: () => ({}),
  load: async () => ({ connect: () => runner }),
  fake: async () => ({ answer: () => undefined }),
  samples: [],
} as const;
actionPlugin(reboot);
{
  const { look: _, ...blind } = runner;
  // @ts-expect-error an action that nobody can look at
  actionPlugin({ ...reboot, load: async () => ({ connect: () => blind }) });
}
{
  const { rights: _, ...rest } = reboot;
  // @ts-expect-error an action without rights
  actionPlugin(rest);
}
{
  const { environment: _, ...rest } = reboot;
  // @ts-expect-error an action that does not say which variables it reads
  actionPlugin(rest);
}
{
  const { needs: _, ...rest } = reboot;
  // @ts-expect-error an action that does not say what the app must give
  actionPlugin(rest);
}
{
  const { target: _, ...rest } = reboot;
  // @ts-expect-error an action that does not say what it acts on
  actionPlugin(rest);
}
{
  const { fake: _, ...rest } = reboot;
  // @ts-expect-error an action without a fake
  actionPlugin(rest);
}

const smoke: SourcePlugin = {
  source: 'smoke',
  title: 'Smoke detector',
  recognises: () => false,
  parse: () => [],
  recovery: 'never',
  samples: [{ payload: {}, allowed: { alarms: {}, services: [], rules: [] }, signals: [] }],
};
// @ts-expect-error a source without samples
export const unshown: SourcePlugin = { ...smoke, samples: [] };
{
  const { recovery: _, ...rest } = smoke;
  // @ts-expect-error a source that does not say how it tells a recovery
  const silent: SourcePlugin = rest;
  void silent;
}
