import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Pack } from '#core/playbook/pack';
import { DoesNotFit } from './does-not-fit.ts';
import type { MailProps } from './props.ts';

/** What the right to send mail is for. */
export interface Mailing {
  /** Identities of the senders, and the configuration sets that mail may go by: SES asks for a right on both. */
  arns: string[];
  /** In the sandbox, the addresses that may write to the verified identities of the account. */
  sandboxed: string[] | undefined;
}

/** SES knows a sender by its address or by its domain. Throws `DoesNotFit` for what is no name of a configuration set. */
export function mailingOf(
  product: IConstruct,
  { playbook }: Pack,
  { mail, senders: places }: { mail: MailProps | undefined; senders: readonly string[] },
): Mailing {
  const configurationSet = mail?.configurationSet;
  if (
    configurationSet !== undefined &&
    !Token.isUnresolved(configurationSet) &&
    !/^[\w-]{1,64}$/.test(configurationSet)
  )
    throw new DoesNotFit(
      `${product.node.path}: mail.configurationSet '${configurationSet}': SES takes 1 to 64 letters, digits, _ and -`,
    );
  const invitation = playbook.meeting?.invitation;
  const senders = [
    ...places,
    ...(mail === undefined ? [] : [mail.from]),
    ...(invitation === undefined ? [] : [invitation.organizer.email]),
  ];
  if (senders.length === 0) return { arns: [], sandboxed: undefined };
  const known = senders.flatMap((address) => [address, address.slice(address.indexOf('@') + 1)]);
  return {
    arns: [
      ...[...new Set(known)].map((name) => mailArn(product, 'identity', name)),
      mailArn(product, 'configuration-set', configurationSet ?? '*'),
    ],
    sandboxed: mail?.sandbox === true ? [...new Set(senders)].toSorted() : undefined,
  };
}

/** Every verified identity of the account. */
export const anyIdentity = (product: IConstruct) => mailArn(product, 'identity', '*');

const mailArn = (product: IConstruct, resource: 'identity' | 'configuration-set', resourceName: string) =>
  Stack.of(product).formatArn({ service: 'ses', resource, resourceName });

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
