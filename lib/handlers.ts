import { relative } from 'node:path';
import { Duration, FileAssetPackaging, Lazy, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  type CodeConfig,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Bundles, bundles, stage } from './bundle.ts';
import { type Granted, type HandlerName, rights, statementsOf } from './rights.ts';
import { allow, asItIs, narrowRole, traced } from './role.ts';

/** Timeout in seconds and memory in MB, where a handler needs other than 30 s and 256 MB. */
const sizes: Partial<Record<HandlerName, { seconds?: number; megabytes?: number }>> = {
  'detect/take-snapshot': { seconds: 60 },
  'mitigate/gather-evidence': { seconds: 110 },
  'mitigate/run-step': { seconds: 55 },
  'mitigate/look-at-step': { seconds: 55 },
  'resolve/measure': { seconds: 60 },
  'post-mortem/write-report': { seconds: 55, megabytes: 512 },
  'post-mortem/schedule-review': { seconds: 55 },
  'page/send-page': { megabytes: 512 },
  'send/send-message': { seconds: 60 },
  'sweep/sweep': { seconds: 55 },
  'sweep/take-up': { seconds: 60 },
  'api/serve': { seconds: 29, megabytes: 512 },
};
export const timeoutOf = (handler: HandlerName) => Duration.seconds(sizes[handler]?.seconds ?? 30);

/** The handlers that read which alarms may open incidents: adding an alarm changes these functions and no others. */
const knowsAlarms: HandlerName[] = ['ingest/receive-alarm', 'api/serve'];

/** The files beside a handler, and its environment. */
export interface Given {
  granted: Granted;
  environment: Record<string, string>;
  /** `playbook.json`: the pack and the people. */
  playbook: string;
  /** `alarms.json`, read at the very end, when all alarms have been added. */
  alarms: () => string;
  /** The same for alarms whose name only the deployment knows. */
  alarmsInEnvironment: () => string;
  keepData: boolean;
}

/** All handlers: one function, one role, one log each. */
export class Handlers extends Construct {
  readonly functions = new Map<HandlerName, LambdaFunction>();

  constructor(product: Construct, id: string, given: Given) {
    super(product, id);
    const from = bundles();
    for (const handler of Object.keys(rights) as HandlerName[])
      this.functions.set(handler, this.handler(product, handler, from, given));
  }

  get(handler: HandlerName): IFunction {
    const fn = this.functions.get(handler);
    if (!fn) throw new Error(`no handler '${handler}'`);
    return fn;
  }

  private handler(product: Construct, handler: HandlerName, from: Bundles, given: Given) {
    const [folder = '', file = ''] = handler.split('/');
    const scope = new Construct(
      (this.node.tryFindChild(folder) as Construct | undefined) ?? new Construct(this, folder),
      file,
    );
    const logGroup = new LogGroup(scope, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: given.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = narrowRole(scope, 'Role', {
      description: `What ${handler} may do.`,
      service: 'lambda.amazonaws.com',
      statements: [
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
        traced(),
        ...statementsOf(product, handler, given.granted),
      ],
    });
    const alarms = knowsAlarms.includes(handler);
    return new LambdaFunction(scope, 'Function', {
      description: `Tocsin: ${handler}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: new StagedCode(handler, from, () => ({
        'playbook.json': given.playbook,
        ...(alarms && { 'alarms.json': given.alarms() }),
      })),
      timeout: timeoutOf(handler),
      memorySize: sizes[handler]?.megabytes ?? 256,
      // a machine's trace continues in its tasks; other functions would each pay for a trace of their own every minute
      tracing: Tracing.PASS_THROUGH,
      logGroup,
      environment: {
        ...given.environment,
        ...(alarms && { ALARMS: Lazy.string({ produce: given.alarmsInEnvironment }) }),
      },
      role: asItIs(role),
    });
  }
}

/** A prebuilt bundle and what lies beside it, staged when the template is written: alarms are added until then. */
class StagedCode extends Code {
  readonly isInline = false;
  private readonly handler: HandlerName;
  private readonly from: Bundles;
  private readonly beside: () => Record<string, string>;
  private placed?: { bucketName: string; objectKey: string };

  constructor(handler: HandlerName, from: Bundles, beside: () => Record<string, string>) {
    super();
    this.handler = handler;
    this.from = from;
    this.beside = beside;
  }

  override bind(scope: Construct): CodeConfig {
    const place = () => {
      if (this.placed) return this.placed;
      const outer = Stage.of(scope);
      if (!outer) throw new Error('a stack without a Stage or an App');
      const { directory, digest } = stage(outer.assetOutdir, this.handler, this.from, this.beside());
      this.placed = Stack.of(scope).synthesizer.addFileAsset({
        fileName: relative(outer.outdir, directory),
        packaging: FileAssetPackaging.ZIP_DIRECTORY,
        sourceHash: digest,
      });
      return this.placed;
    };
    return {
      s3Location: {
        bucketName: Lazy.uncachedString({ produce: () => place().bucketName }),
        objectKey: Lazy.uncachedString({ produce: () => place().objectKey }),
      },
    };
  }
}
