import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Access, accessesOf } from '#core/playbook/access';
import type { Pack } from '#core/playbook/pack';
import type { Grant } from '#plugins/plugin';
import { originationArn } from './identities.ts';
import type { IncidentResponseProps } from './props.ts';
import { secretsArn } from './secrets.ts';

type Props = Pick<IncidentResponseProps, 'mail' | 'sms' | 'topics' | 'actions' | 'services' | 'databases'>;
interface Of {
  pack: Pack;
  /** The databases that checks of the playbook name. */
  databases: readonly string[];
  /** What mail may be sent from and by. */
  mail: string[];
  secretPrefix: string;
}

/** The ARNs that plugins name by their use. */
export function grantsOf(
  product: IConstruct,
  props: Props,
  { pack, databases, mail, secretPrefix }: Of,
): Record<Grant, string[]> {
  const { services = {} } = props;
  const read = databases.flatMap((name) => props.databases?.[name] ?? []);
  const of = (kind: 'check' | 'action') => accessesOf(pack).filter((one) => one.of === kind);
  return {
    'channel-secrets': [secretsArn(product, secretPrefix)],
    'hook-secrets': [secretsArn(product, `${secretPrefix}hooks/`)],
    'source-secrets': [secretsArn(product, `${secretPrefix}sources/`)],
    'check-secrets': [secretsArn(product, `${secretPrefix}checks/`)],
    'action-secrets': [secretsArn(product, `${secretPrefix}actions/`)],
    workspaces: signedFor(product, 'aps', of('check'), services),
    'apis-of-checks': signedFor(product, 'execute-api', of('check'), services),
    'apis-of-actions': signedFor(product, 'execute-api', of('action'), services),
    'mail-identities': mail,
    'origination-identities': props.sms ? [originationArn(product, props.sms.originationIdentity)] : [],
    topics: Object.values(props.topics ?? {}).map(({ topicArn }) => topicArn),
    databases: read.map(({ clusterArn }) => clusterArn),
    // of a secret that is known by its name alone the six characters that AWS appends are not
    'database-secrets': read.map(({ secret }) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
    'runbook-functions': Object.values(props.actions ?? {}).map(({ functionArn }) => functionArn),
  };
}

/** The secrets below the prefix that belong to no channel. */
export const otherSecrets = (product: IConstruct, secretPrefix: string): string[] =>
  ['checks/', 'actions/', 'sources/'].map((folder) => secretsArn(product, `${secretPrefix}${folder}`));

/**
 * What calls that are signed for a service go to: the workspace or API that the address of their base names, else, where only the deployment
 * knows the address or it is a domain of its own, all of this account in that Region.
 */
function signedFor(
  product: IConstruct,
  service: 'aps' | 'execute-api',
  accesses: readonly Access[],
  services: Record<string, string>,
): string[] {
  const stack = Stack.of(product);
  const arns = accesses.flatMap(({ auth, base }) => {
    if (auth?.sigv4?.service !== service) return [];
    const region = auth.sigv4.region ?? stack.region;
    const given = services[base];
    const address = given === undefined || Token.isUnresolved(given) ? '' : given;
    const resourceName = service === 'aps' ? /\/workspaces\/([\w-]+)/.exec(address)?.[1] : undefined;
    const api = /^https:\/\/(\w+?)(?:-vpce-\w+)?\.execute-api\./.exec(address)?.[1];
    return service === 'aps'
      ? stack.formatArn({ service, region, resource: 'workspace', resourceName: resourceName ?? '*' })
      : stack.formatArn({
          service,
          region,
          resource: `${api ?? '*'}/*`,
          arnFormat: ArnFormat.NO_RESOURCE_NAME,
        });
  });
  return [...new Set(arns)];
}
