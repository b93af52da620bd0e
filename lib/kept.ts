import { RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DoesNotFit } from './does-not-fit.ts';

/** What becomes of table, users and logs when their stack goes, and whether they can be deleted at all. */
export interface Kept {
  removalPolicy: RemovalPolicy;
  deletionProtection: boolean;
}

/**
 * What an app says of it. By default they outlive their stack, but not a creation that failed: `Retain` would leave the table of every failed
 * first deployment behind, and deletion protection would end its roll-back (docs.aws.amazon.com/AWSCloudFormation, aws-attribute-deletionpolicy).
 * Throws `DoesNotFit` for a snapshot.
 */
export function keptOf(
  product: IConstruct,
  {
    removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    deletionProtection = false,
  }: { removalPolicy?: RemovalPolicy; deletionProtection?: boolean },
): Kept {
  if (removalPolicy === RemovalPolicy.SNAPSHOT)
    throw new DoesNotFit(
      `${product.node.path}: removalPolicy 'snapshot': CloudFormation takes a snapshot of neither table, users nor logs; choose destroy, retain or retain-on-update-or-delete`,
    );
  return { removalPolicy, deletionProtection };
}
