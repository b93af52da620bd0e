import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The secrets of channels: everything whose name begins with the deployment's prefix. */
export const secretsArn = (product: IConstruct, prefix: string): string =>
  Stack.of(product).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${prefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
