import type { DeploymentSettings } from '#adapters/aws/published';
import type { Api } from './api.ts';
import type { IncidentResponseProps } from './props.ts';

/** On the local engine people sign in at the board by one of its four tokens; its keys are served by the engine itself. */
export function pastedOn(
  { local, endpoints }: IncidentResponseProps,
  { users }: Pick<Api, 'users'>,
): { pasted?: NonNullable<DeploymentSettings['pasted']> } {
  const engine = endpoints?.api?.split('/_aws/')[0];
  if (local !== true || engine === undefined || users === undefined) return {};
  return {
    pasted: {
      keys: `${engine}/${users.pool.userPoolId}/.well-known/jwks.json`,
    },
  };
}
