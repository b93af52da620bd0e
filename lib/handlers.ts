import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Kept } from './kept.ts';
import { readChecksName } from './names.ts';
import type { Network } from './network.ts';
import { type HandlerName, type Right, rights } from './rights.ts';
import { allow, asItIs, narrowRole, traced } from './role.ts';
import { type Granted, statementsOf } from './statements.ts';

/** Timeout in seconds and memory in MB, where a handler needs other than 30 s and 256 MB. */
const sizes: Partial<Record<HandlerName, { seconds?: number; megabytes?: number }>> = {
  'detect/take-snapshot': { seconds: 60 },
  'mitigate/gather-evidence': { seconds: 110 },
  'mitigate/run-step': { seconds: 75 },
  'mitigate/look-at-step': { seconds: 75 },
  'resolve/measure': { seconds: 60 },
  'post-mortem/write-report': { seconds: 55, megabytes: 512 },
  'post-mortem/schedule-review': { seconds: 55 },
  'page/send-page': { seconds: 60, megabytes: 512 },
  'send/send-message': { seconds: 60 },
  'sweep/watch-actions': { seconds: 75 },
  'doctor/read-checks': { seconds: 25 },
  // longer than its minute: two sweeps side by side do no harm, for each looks at other items
  'sweep/sweep': { seconds: 90 },
  'sweep/take-up': { seconds: 60 },
  'deploy/publish': { seconds: 60 },
  'api/serve': { seconds: 29, megabytes: 512 },
};
export const timeoutOf = (handler: HandlerName) => Duration.seconds(sizes[handler]?.seconds ?? 30);

/** The functions between an alarm and its page. */
export const pagePath: readonly HandlerName[] = ['ingest/receive-alarm', 'dispatch/dispatch-outbox', 'page/send-page'];

export interface Given {
  granted: Granted;
  /** The directory of the bundles. */
  from: string;
  /** The variables of one handler. */
  environment: (handler: HandlerName) => Record<string, string>;
  kept: Kept;
  /** Workers that are kept for each function of the page path. */
  reserved: number | undefined;
  /** The customer key of the logs. */
  key: IKey | undefined;
  network: Network;
}

/** All handlers: one function, one role, one log each. */
export class Handlers extends Construct {
  readonly functions = new Map<HandlerName, LambdaFunction>();

  constructor(product: Construct, id: string, given: Given) {
    super(product, id);
    for (const handler of Object.keys(rights) as HandlerName[])
      this.functions.set(handler, this.handler(product, handler, given));
  }

  get(handler: HandlerName): IFunction {
    const fn = this.functions.get(handler);
    if (!fn) throw new Error(`no handler '${handler}'`);
    return fn;
  }

  /** The functions that read what is deployed. */
  get readers(): IFunction[] {
    return [...this.functions].flatMap(([handler, fn]) =>
      (rights[handler] as readonly Right[]).includes('deployed') ? [fn] : [],
    );
  }

  private handler(product: Construct, handler: HandlerName, given: Given) {
    const [folder = '', file = ''] = handler.split('/');
    const scope = new Construct(
      (this.node.tryFindChild(folder) as Construct | undefined) ?? new Construct(this, folder),
      file,
    );
    const logGroup = new LogGroup(scope, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: given.kept.removalPolicy,
      ...(given.key && { encryptionKey: given.key }),
    });
    const role = narrowRole(scope, 'Role', {
      description: `What ${handler} may do.`,
      service: 'lambda.amazonaws.com',
      statements: [
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
        traced(),
        ...statementsOf(product, handler, given.granted),
        ...given.network.statementsOf(handler),
      ],
    });
    return new LambdaFunction(scope, 'Function', {
      description: `Tocsin: ${handler}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(given.from, handler)),
      timeout: timeoutOf(handler),
      memorySize: sizes[handler]?.megabytes ?? 256,
      // a machine's trace continues in its tasks; other functions would each pay for a trace of their own every minute
      tracing: Tracing.PASS_THROUGH,
      logGroup,
      environment: given.environment(handler),
      role: asItIs(role),
      ...(handler === 'doctor/read-checks' && { functionName: readChecksName(product) }),
      ...given.network.settingsOf(handler),
      ...(given.reserved !== undefined &&
        pagePath.includes(handler) && { reservedConcurrentExecutions: given.reserved }),
    });
  }
}
