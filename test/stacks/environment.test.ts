import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { IncidentResponse } from '#lib/incident-response';
import { withPlugins } from '#lib/plugged';
import type { IncidentResponseProps } from '#lib/props';
import { plugins } from '#plugins/registry';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const made = (stack: Stack, more: Partial<IncidentResponseProps> = {}) =>
  new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager', ...more });

test('the roles of the issuer’s groups reach what reads its tokens', () => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const signIn = { issuer: 'https://id.example.com', audience: ['tocsin'] };
  const tocsin = made(stack, {
    signIn: { ...signIn, groupRoles: { 'Site admin': 'admin', 'SRE responders': 'responder' } },
  });
  const { one } = synthesized({ app, stack, tocsin });
  const { Settings } = one('Custom::TocsinDeployment', 'Publication/Object/Default');
  expect(JSON.parse(Settings).groupRoles).toEqual({
    'Site admin': 'admin',
    'SRE responders': 'responder',
  });
});

describe('a plugin whose variable would replace another fails the synthesis', () => {
  const withVariable = (variables: Record<string, string | undefined>) => () => {
    const channels = plugins.channels.map((channel) =>
      channel.tool === 'slack' ? { ...channel, environment: () => variables } : channel,
    );
    return withPlugins({ ...plugins, channels }, () =>
      made(new Stack(new App(), 's'), { mail: { from: 'tocsin@example.com' } }),
    );
  };

  test.each(['TABLE_NAME', 'MACHINE_ARNS', 'DEPLOYED'])('%s is the engine’s, given or not', (name) => {
    expect(withVariable({ [name]: 'mine' })).toThrow(
      `s/Tocsin: the variable ${name} of slack is one of the engine's own; give it another name`,
    );
  });

  test('MAIL_FROM is that of email', () => {
    expect(withVariable({ MAIL_FROM: 'mine@example.com' })).toThrow(
      's/Tocsin: slack and email give the variable MAIL_FROM different values; give one another name',
    );
  });

  test('two that say the same replace nothing', () => {
    expect(withVariable({ MAIL_FROM: 'tocsin@example.com' })).not.toThrow();
  });
});
