import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AccountRecovery, CfnUserPoolGroup, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Role, roles } from '#app/api/roles';
import { hookPaths } from '#app/hooks/paths';
import { registry } from '#app/operations/registry';

/** The issuer whose tokens the API accepts. Roles come from the groups in the claim `cognito:groups`. */
export interface SignIn {
  /** The issuer's URL, below which `/.well-known/openid-configuration` is served. */
  readonly issuer: string;
  /** The client ids whose tokens are accepted. */
  readonly audience: string[];
  /**
   * The role of each group, by the group's whole name as the issuer has it; the highest counts, and a group that is not named has none.
   * @default the groups viewer, responder, commander and admin have the role of their name
   */
  readonly groupRoles?: Record<string, Role>;
}

/** The user pool that signs people in where no other issuer is given. */
export interface OwnUsers {
  /** The pool: nobody can sign up, and everybody needs an authenticator app. */
  readonly pool: UserPool;
  /** The client whose tokens the API accepts. */
  readonly client: UserPoolClient;
}

/** The API's own name, and a certificate of its Region for it. */
export interface Domain {
  /** The whole name, such as `oncall.example.com`; short, since it stands in every page. */
  readonly name: string;
  /** A certificate of AWS Certificate Manager for that name, in the Region of the stack. */
  readonly certificate: ICertificate;
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
/** What people open by a link: the link itself is what lets them in. */
const links: [HttpMethod, string][] = [
  [HttpMethod.GET, '/i/{proxy+}'],
  [HttpMethod.HEAD, '/i/{proxy+}'],
  [HttpMethod.POST, '/i/{proxy+}'],
  [HttpMethod.GET, '/incidents/{id}'],
  [HttpMethod.HEAD, '/incidents/{id}'],
];
/** What strangers can call: links are guessed, calls of providers forged. */
const throttled: [HttpMethod, string][] = [
  ...links,
  ...hookPaths.map((path): [HttpMethod, string] => [HttpMethod.POST, path]),
];
/** Requests in a second, and at once, that each of these routes takes: a flood of them leaves the rest of the API to responders. */
const throttle = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 };

/** The HTTP API: every route requires a token unless it is one of the open routes. */
export class Api extends Construct {
  readonly api: HttpApi;
  /** The product's own users; undefined where another issuer signs people in. */
  readonly users?: OwnUsers;
  readonly domainTarget: string | undefined;
  private readonly authorizer: HttpJwtAuthorizer;
  private readonly stage: CfnStage;

  constructor(
    scope: Construct,
    id: string,
    {
      signIn,
      domain,
      local,
      keepData,
    }: {
      signIn?: SignIn | undefined;
      domain?: Domain | undefined;
      local: boolean;
      keepData: boolean;
    },
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
    const domainMapping =
      domain === undefined
        ? undefined
        : { domainName: new DomainName(this, 'Domain', { domainName: domain.name, certificate: domain.certificate }) };
    this.domainTarget = domainMapping?.domainName.regionalDomainName;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      ...(domainMapping && { domainMapping }),
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(
          JSON.stringify({
            at: '$context.requestTime',
            requestId: '$context.requestId',
            route: '$context.routeKey',
            status: '$context.status',
            // the pattern and not the path: the address of a link or of a hook may hold its secret
            caller: '$context.authorizer.claims.sub',
            ip: '$context.identity.sourceIp',
            milliseconds: '$context.responseLatency',
            error: '$context.error.message',
            integrationError: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new Error('an HTTP stage without its resource');
    defaultChild.routeSettings = Object.fromEntries(throttled.map(([method, path]) => [`${method} ${path}`, throttle]));
    this.stage = defaultChild;
    if (!signIn) this.users = this.ownUsers(local, keepData);
    const { issuer, audience } = signIn ?? ownSignIn(this.users as OwnUsers);
    this.authorizer = new HttpJwtAuthorizer('Token', issuer, { jwtAudience: audience });
  }

  /** Connects the one function that answers all routes. */
  serve(fn: IFunction) {
    const integration = new HttpLambdaIntegration('Serve', fn, { scopePermissionToRoute: false });
    this.api.addRoutes({ path: '/{proxy+}', methods: [HttpMethod.ANY], integration, authorizer: this.authorizer });
    for (const [method, path] of [...open, ...links])
      for (const route of this.api.addRoutes({
        path,
        methods: [method],
        integration,
        authorizer: new HttpNoneAuthorizer(),
      })) {
        // a stage cannot have settings for a route that is not there yet
        if (throttled.some(([m, p]) => m === method && p === path)) this.stage.node.addDependency(route);
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason: whyOpen(path),
        });
      }
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
    for (const [precedence, groupName] of roles.toReversed().entries())
      new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName, precedence });
    return { pool, client };
  }
}

function whyOpen(path: string): string {
  if (path.startsWith('/v1/signals'))
    return 'Alarm sources cannot sign in: the handler verifies their signature over the raw bytes instead.';
  if (path.startsWith('/v1/hooks'))
    return 'Providers cannot sign in: the handler verifies their signature, or the secret in the path, instead.';
  if (path.startsWith('/i'))
    return 'Whoever is woken has no login at hand: the personal link is what lets them in, and the page without one shows nothing.';
  return 'Public by contract: it describes the API and its health, and nothing about incidents.';
}

const ownSignIn = ({ pool, client }: OwnUsers): SignIn => ({
  issuer: `https://cognito-idp.${Stack.of(pool).region}.${Stack.of(pool).urlSuffix}/${pool.userPoolId}`,
  audience: [client.userPoolClientId],
});
