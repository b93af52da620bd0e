import { Aws, Fn } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Kept } from './kept.ts';
import { nameOf } from './names.ts';

/** The log of all machines. Under its prefix CloudWatch takes any number of them; with another one its resource policy is soon full. */
export const machineLog = (product: Construct, id: string, { kept, key }: { kept: Kept; key: IKey | undefined }) =>
  new LogGroup(product, id, {
    // it outlives its stack, and the next one needs a name of its own
    logGroupName: `/aws/vendedlogs/states/${nameOf(product, 'machines')}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`,
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: kept.removalPolicy,
    ...(key && { encryptionKey: key }),
  });
