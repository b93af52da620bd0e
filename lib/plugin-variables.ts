import type { IConstruct } from 'constructs';
import { Environment } from '#adapters/aws/environment';
import type { Deployment } from '#plugins/plugin';
import type { Plugins } from '#plugins/registry';
import { DoesNotFit } from './does-not-fit.ts';

/** The variables that plugins declare; throws `DoesNotFit` where one would replace the engine's, or another plugin's by another value. */
export function pluginVariables(
  product: IConstruct,
  { channels, checks, actions }: Plugins,
  deployment: Deployment,
): Record<string, string> {
  const named = [
    ...channels.map((channel) => ({ plugin: channel.tool, of: channel.environment(deployment) })),
    ...[...checks, ...actions].map((other) => ({ plugin: other.kind, of: other.environment(deployment) })),
  ];
  const variables = new Map<string, { plugin: string; value: string }>();
  for (const { plugin, of } of named)
    for (const [name, value] of Object.entries(of)) {
      if (value === undefined) continue;
      if (name in Environment.shape)
        throw new DoesNotFit(
          `${product.node.path}: the variable ${name} of ${plugin} is one of the engine's own; give it another name`,
        );
      const other = variables.get(name);
      if (other !== undefined && other.value !== value)
        throw new DoesNotFit(
          `${product.node.path}: ${other.plugin} and ${plugin} give the variable ${name} different values; give one another name`,
        );
      variables.set(name, { plugin, value });
    }
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, value]));
}
