import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type MachineName } from '#core/machines';

/** The folder under `lambdas/` that holds a machine's tasks. */
export const folderOf = (machine: MachineName) =>
  ({ lifecycle: 'run', deadline: 'clock' })[machine as string] ?? machine;

/** `SetSeverity` is `set-severity`: the file of a placeholder. */
export const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

/** A name that is known before its resource exists, so that roles and machines do not depend on each other. */
export const nameOf = (product: IConstruct, what: string) => `${deploymentOf(product)}-${what}`;

/** What tells one deployment from another in its account. */
export const deploymentOf = (product: IConstruct) =>
  Names.uniqueResourceName(product, { maxLength: 44, separator: '-', allowedSpecialCharacters: '-' });

/** The function that reads checks when the API is asked what is wrong; the API's role and variables name it before it exists. */
export const readChecksName = (product: IConstruct) => nameOf(product, 'read-checks');
export const readChecksArn = (product: IConstruct) =>
  Stack.of(product).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: readChecksName(product),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const machineArn = (product: IConstruct, machine: MachineName) =>
  Stack.of(product).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: nameOf(product, machine),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Any execution of a machine: their names contain incident and run, which are unknown at synthesis. */
export const executionsOf = (product: IConstruct, machine: MachineName) =>
  Stack.of(product).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${nameOf(product, machine)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
