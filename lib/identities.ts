import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Pack } from '#core/playbook/pack';
import { DoesNotFit } from './does-not-fit.ts';

/** Senders are the app's own and those that the playbook names: SES knows each by its address or by its domain. */
export function mailIdentities(product: IConstruct, { playbook }: Pack, senders: readonly string[]): string[] {
  const { invitation } = playbook.review;
  const all = [...senders, ...(invitation === undefined ? [] : [invitation.organizer.email])];
  const known = all.flatMap((address) => [address, address.slice(address.indexOf('@') + 1)]);
  return [...new Set(known)].map((resourceName) =>
    Stack.of(product).formatArn({ service: 'ses', resource: 'identity', resourceName }),
  );
}

/** The ARN of what text messages come from; throws `DoesNotFit` for what is neither an ARN nor an id. */
export function originationArn(product: IConstruct, identity: string): string {
  if (identity.startsWith('arn:') || Token.isUnresolved(identity)) return identity;
  const [kind] = /^(phone|pool)-/.exec(identity) ?? [];
  if (!kind)
    throw new DoesNotFit(
      `${product.node.path}: sms.originationIdentity '${identity}' is neither an ARN nor an id (phone-…, pool-…)`,
    );
  return Stack.of(product).formatArn({
    service: 'sms-voice',
    resource: kind === 'phone-' ? 'phone-number' : 'pool',
    resourceName: identity,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
