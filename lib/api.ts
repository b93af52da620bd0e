import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccountRecovery, CfnUserPoolGroup, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { registry } from '#app/operations/registry';
import { hookPaths } from '#app/hooks/paths';

/** The issuer whose tokens the API accepts. Roles come from the claim `cognito:groups`: viewer, responder, commander, admin. */
export interface SignIn {
  readonly issuer: string;
  readonly audience: string[];
}

const methods = { get: HttpMethod.GET, post: HttpMethod.POST, patch: HttpMethod.PATCH };
/** Routes that need no token: operations for anybody, and signals and hooks, which are signed instead. */
const open: [HttpMethod, string][] = [
  ...registry
    .filter((o) => o.role === 'anybody')
    .map(({ method, path }): [HttpMethod, string] => [methods[method], path]),
  [HttpMethod.POST, '/v1/signals/{source}'],
  ...hookPaths.map((path): [HttpMethod, string] => [HttpMethod.POST, path]),
];
/** What all hooks together take in a second, so that a flood of forged calls leaves room for people. */
const hookThrottle = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 };

/** The HTTP API: every route requires a token unless it is one of the open routes. */
export class Api extends Construct {
  readonly api: HttpApi;
  /** The product's own users; undefined where another issuer signs people in. */
  readonly users?: { pool: UserPool; client: UserPoolClient };
  private readonly authorizer: HttpJwtAuthorizer;
  private readonly stage: HttpStage;

  constructor(
    scope: Construct,
    id: string,
    { signIn, local, keepData }: { signIn?: SignIn | undefined; local: boolean; keepData: boolean },
  ) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      description: 'Tocsin: incidents for people and tools',
      createDefaultStage: false,
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(
          JSON.stringify({
            at: '$context.requestTime',
            requestId: '$context.requestId',
            route: '$context.routeKey',
            status: '$context.status',
            // The pattern and not the path: the address of a hook may hold its secret.
            caller: '$context.authorizer.claims.sub',
            ip: '$context.identity.sourceIp',
            milliseconds: '$context.responseLatency',
            error: '$context.error.message',
            integrationError: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    if (!signIn) this.users = this.ownUsers(local, keepData);
    const { issuer, audience } = signIn ?? ownSignIn(this.users as { pool: UserPool; client: UserPoolClient });
    this.authorizer = new HttpJwtAuthorizer('Token', issuer, { jwtAudience: audience });
  }

  /** Connects the one function that answers all routes. */
  serve(fn: IFunction) {
    const integration = new HttpLambdaIntegration('Serve', fn, { scopePermissionToRoute: false });
    this.api.addRoutes({ path: '/{proxy+}', methods: [HttpMethod.ANY], integration, authorizer: this.authorizer });
    for (const [method, path] of open)
      for (const route of this.api.addRoutes({
        path,
        methods: [method],
        integration,
        authorizer: new HttpNoneAuthorizer(),
      })) {
        Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: whyOpen(path) });
        if (path.startsWith('/v1/hooks')) this.throttle(method, path, route);
      }
  }

  /** A route is throttled by its key in the stage, which API Gateway refuses for one that it does not have yet. */
  private throttle(method: HttpMethod, path: string, route: HttpRoute) {
    const stage = this.stage.node.defaultChild as CfnStage;
    stage.addPropertyOverride(`RouteSettings.${method} ${path}`, hookThrottle);
    stage.node.addDependency(route);
  }

  private ownUsers(local: boolean, keepData: boolean) {
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        // The engine makes up shorter ones for people who are created without.
        minLength: local ? 8 : 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      // The local engine signs its four people in by password alone.
      ...(local ? {} : { mfa: Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false } }),
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'Threat protection of the Plus plan costs per user and month; MFA is required, nobody can sign up, and teams with a directory give its issuer.',
    });
    const day = Duration.hours(24);
    const client = pool.addClient('People', {
      authFlows: local ? { adminUserPassword: true, userPassword: true } : { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      accessTokenValidity: local ? day : Duration.hours(1),
      idTokenValidity: local ? day : Duration.hours(1),
      refreshTokenValidity: Duration.days(7),
    });
    for (const [precedence, groupName] of ['admin', 'commander', 'responder', 'viewer'].entries())
      new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName, precedence });
    return { pool, client };
  }
}

const whyOpen = (path: string): string => {
  if (path.startsWith('/v1/signals'))
    return 'Alarm sources cannot sign in: the handler verifies their signature over the raw bytes instead.';
  if (path.startsWith('/v1/hooks'))
    return 'Providers cannot sign in: the handler verifies their signature, or the secret in the path, instead.';
  return 'Public by contract: it describes the API and its health, and nothing about incidents.';
};

const ownSignIn = ({ pool, client }: { pool: UserPool; client: UserPoolClient }): SignIn => ({
  issuer: `https://cognito-idp.${Stack.of(pool).region}.${Stack.of(pool).urlSuffix}/${pool.userPoolId}`,
  audience: [client.userPoolClientId],
});
