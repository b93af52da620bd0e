import { Duration, Fn, Stack, Tags, Validations } from 'aws-cdk-lib';
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
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { roles } from '#app/api/roles';
import { hookPaths } from '#app/hooks/paths';
import { registry } from '#app/operations/registry';
import { boardCallback, ports, redirectUriOf } from '#app/sign-in/redirect';
import type { SignInSettings } from '#app/sign-in/settings';
import type { Kept } from './kept.ts';
import { deploymentOf } from './names.ts';
import { type SignIn, signInOf } from './sign-in.ts';
import { tags } from './tags.ts';

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
const routesOf = (anybody: boolean): [HttpMethod, string][] =>
  registry.filter(({ role }) => (role === 'anybody') === anybody).map(({ method, path }) => [methods[method], path]);

/** Requests in a second, and at once. */
const limit = (rateLimit: number) => ({ ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: rateLimit * 2 });
/** What each route takes that needs a token. All open routes together take less, so that a flood of strangers leaves the function to responders. */
const throttle = { rateLimit: 250, burstLimit: 500 };

/**
 * Routes that need no token, each with the most that it takes: operations for anybody; signals and hooks, which are signed instead; what
 * people open by a link, which is what lets them in.
 */
const open: { method: HttpMethod; path: string; limit: ReturnType<typeof limit> }[] = [
  ...routesOf(true).map(([method, path]) => ({ method, path, limit: limit(5) })),
  { method: HttpMethod.POST, path: '/v1/signals/{source}', limit: limit(50) },
  ...hookPaths.map((path) => ({ method: HttpMethod.POST, path, limit: limit(20) })),
  { method: HttpMethod.GET, path: '/i/{proxy+}', limit: limit(45) },
  { method: HttpMethod.HEAD, path: '/i/{proxy+}', limit: limit(5) },
  { method: HttpMethod.POST, path: '/i/{proxy+}', limit: limit(40) },
  { method: HttpMethod.GET, path: '/console', limit: limit(5) },
  { method: HttpMethod.GET, path: '/console/{proxy+}', limit: limit(20) },
  { method: HttpMethod.POST, path: '/console/{proxy+}', limit: limit(9) },
  { method: HttpMethod.GET, path: '/incidents/{id}', limit: limit(10) },
  { method: HttpMethod.HEAD, path: '/incidents/{id}', limit: limit(5) },
];

/** The HTTP API: one route for each operation, so that what is none is refused by the gateway; every route requires a token unless it is one of the open ones. */
export class Api extends Construct {
  readonly api: HttpApi;
  /** The product's own users; undefined where another issuer signs people in. */
  readonly users?: OwnUsers;
  readonly domainTarget: string | undefined;
  /** What the deployment says of its sign-in. */
  readonly settings: SignInSettings;
  private readonly authorizer: HttpJwtAuthorizer;
  private readonly stage: CfnStage;

  constructor(
    scope: Construct,
    id: string,
    {
      signIn,
      domain,
      local,
      kept,
      key,
    }: {
      signIn?: SignIn | undefined;
      domain?: Domain | undefined;
      local: boolean;
      kept: Kept;
      key: IKey | undefined;
    },
  ) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      description: 'Tocsin: incidents for people and tools',
      createDefaultStage: false,
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: kept.removalPolicy,
      ...(key && { encryptionKey: key }),
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
      throttle,
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
    defaultChild.routeSettings = Object.fromEntries(
      open.map(({ method, path, limit: most }) => [`${method} ${path}`, most]),
    );
    this.stage = defaultChild;
    const publicUrl = domain === undefined ? this.api.apiEndpoint : `https://${domain.name}`;
    if (!signIn) this.users = this.ownUsers(local, kept, publicUrl);
    // `tocsin add-user` finds it by this
    if (this.users && !local) Tags.of(this.users.pool).add(tags.deployment, deploymentOf(scope));
    this.settings = signInOf(this, signIn ?? ownSignIn(this.users as OwnUsers, local));
    const { issuer, audience } = this.settings;
    this.authorizer = new HttpJwtAuthorizer('Token', issuer, { jwtAudience: audience });
  }

  /** Connects the one function that answers all routes. */
  serve(fn: IFunction) {
    const integration = new HttpLambdaIntegration('Serve', fn, { scopePermissionToRoute: false });
    for (const [method, path] of routesOf(false))
      this.api.addRoutes({ path, methods: [method], integration, authorizer: this.authorizer });
    for (const { method, path } of open)
      for (const route of this.api.addRoutes({
        path,
        methods: [method],
        integration,
        authorizer: new HttpNoneAuthorizer(),
      })) {
        // a stage cannot have settings for a route that is not there yet
        this.stage.node.addDependency(route);
        Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: whyOpen(path) });
      }
  }

  private ownUsers(local: boolean, kept: Kept, publicUrl: string) {
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
      ...kept,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'Threat protection of the Plus plan costs per user and month; MFA is required, nobody can sign up, and teams with a directory give its issuer.',
    });
    const day = Duration.hours(24);
    const client = pool.addClient('People', {
      authFlows: local ? { adminUserPassword: true, userPassword: true } : { userSrp: true },
      // the local engine has no pages to sign in at
      ...(local
        ? { disableOAuth: true }
        : {
            oAuth: {
              flows: { authorizationCodeGrant: true },
              scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
              callbackUrls: [...ports.map(redirectUriOf), boardCallback(publicUrl)],
            },
            supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
            enableTokenRevocation: true,
          }),
      preventUserExistenceErrors: true,
      accessTokenValidity: local ? day : Duration.hours(1),
      idTokenValidity: local ? day : Duration.hours(1),
      refreshTokenValidity: Duration.days(7),
    });
    for (const [precedence, groupName] of roles.toReversed().entries())
      new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName, precedence });
    if (!local) this.pages(pool, client);
    return { pool, client };
  }

  /** The pages at which people sign in, under an address that no other stack has. */
  private pages(pool: UserPool, client: UserPoolClient) {
    const stackId = Fn.select(2, Fn.split('/', Stack.of(this).stackId));
    pool.addDomain('Pages', {
      cognitoDomain: { domainPrefix: Fn.join('-', ['tocsin', Fn.select(4, Fn.split('-', stackId))]) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // without a style the pages are not served
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }
}

function whyOpen(path: string): string {
  if (path.startsWith('/v1/signals'))
    return 'Alarm sources cannot sign in: the handler verifies their signature over the raw bytes instead.';
  if (path.startsWith('/v1/hooks'))
    return 'Providers cannot sign in: the handler verifies their signature, or the secret in the path, instead.';
  if (path.startsWith('/console'))
    return 'A browser sends a cookie and no token: the function itself verifies the session, and without one shows a form to sign in.';
  if (path.startsWith('/i'))
    return 'A person who is woken has no login at hand: the personal link is what lets them in, and the page without one shows nothing.';
  return 'Public by contract: it describes the API and its health, and nothing about incidents.';
}

const ownSignIn = ({ pool, client }: OwnUsers, local: boolean): SignIn => ({
  issuer: `https://cognito-idp.${Stack.of(pool).region}.${Stack.of(pool).urlSuffix}/${pool.userPoolId}`,
  audience: [client.userPoolClientId],
  // Cognito refuses offline_access, and gives a refresh token without it
  ...(local ? {} : { client: { id: client.userPoolClientId, scopes: ['openid', 'email', 'profile'] } }),
});
