import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  CustomResource,
  Duration,
  FileAssetPackaging,
  Lazy,
  RemovalPolicy,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '#adapters/aws/published';
import { DoesNotFit } from './does-not-fit.ts';

type Alarms = DeploymentSettings['alarms'];
interface Source {
  bucketName: string;
  objectKey: string;
}
interface Contents {
  /** The pack and the people, as JSON. */
  playbook: string;
  settings: Omit<DeploymentSettings, 'alarms'>;
  /** Alarms by name, and those whose name only the deployment knows; read at the very end, when all have been added. */
  alarms: { named: () => Alarms; unnamed: () => Alarms };
}

/**
 * The one object that functions read of a deployment: playbook, people, alarms, addresses. A change of any of these changes this object and
 * no function. Its key names the release of the functions, so that those of two releases, side by side during an update, each read their own.
 */
export class Publication extends Construct {
  readonly bucket: Bucket;
  /** `bucket/key`, for the variable `DEPLOYED`. */
  readonly deployed: string;
  private readonly key: string;
  private readonly contents: Contents;
  private readonly playbook: Source;
  private object: CustomResource | undefined;

  constructor(
    product: Construct,
    id: string,
    { release, key, ...contents }: Contents & { release: string; key: IKey | undefined },
  ) {
    super(product, id);
    this.contents = contents;
    this.bucket = new Bucket(this, 'Bucket', {
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // the object goes with the stack and comes back with it
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'One object that only the roles of this deployment may read; a log of its reads would need a second bucket.',
    });
    this.key = `${release}.json`;
    this.deployed = `${this.bucket.bucketName}/${this.key}`;
    this.playbook = staged(this, 'playbook', contents.playbook);
  }

  /** What the publisher reads: files of this product among the assets. */
  get sourceArns(): string[] {
    const { bucketName, objectKey } = this.playbook;
    const [beginning] = /^(.*\/)?tocsin-/.exec(objectKey) ?? [];
    // without it the publisher could read whatever the account deploys
    if (beginning === undefined)
      throw new DoesNotFit(
        `${this.node.path}: the synthesizer calls an asset '${objectKey}', and only a name that begins with tocsin- can be told from others; keep the asset's own name`,
      );
    return [`arn:${Stack.of(this).partition}:s3:::${bucketName}/${beginning}*`];
  }

  /** Lets this function write the object. */
  by(publisher: IFunction) {
    const { named, unnamed } = this.contents.alarms;
    const { playbook } = this;
    let alarms: Source | undefined;
    const placed = () => (alarms ??= staged(this, 'alarms', JSON.stringify(named())));
    this.object = new CustomResource(this, 'Object', {
      serviceToken: publisher.functionArn,
      resourceType: 'Custom::TocsinDeployment',
      serviceTimeout: Duration.minutes(3),
      properties: {
        Bucket: this.bucket.bucketName,
        Key: this.key,
        Playbook: { Bucket: playbook.bucketName, Key: playbook.objectKey },
        Alarms: {
          Bucket: Lazy.uncachedString({ produce: () => placed().bucketName }),
          Key: Lazy.uncachedString({ produce: () => placed().objectKey }),
        },
        Settings: Lazy.uncachedString({
          produce: () => Stack.of(this).toJsonString({ ...this.contents.settings, alarms: unnamed() }),
        }),
      },
    });
  }

  /** A function that reads the object is there only when the object is. */
  precedes(reader: IFunction) {
    if (this.object) reader.node.addDependency(this.object);
  }
}

/** A file among the assets, under a name of our own so that a role can be allowed to read these and no others. */
function staged(scope: Construct, what: string, text: string): Source {
  const outer = Stage.of(scope);
  if (!outer) throw new Error('a stack without a Stage or an App');
  const sourceHash = `tocsin-${what}-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  const file = join(outer.assetOutdir, `asset.${sourceHash}.json`);
  mkdirSync(outer.assetOutdir, { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  return Stack.of(scope).synthesizer.addFileAsset({
    fileName: relative(outer.outdir, file),
    packaging: FileAssetPackaging.FILE,
    sourceHash,
  });
}
