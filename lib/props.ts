import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Domain } from './api.ts';
import type { SignIn } from './sign-in.ts';

/** A packed playbook: the result of `loadPlaybook`, or its JSON read back. */
export interface PackedPlaybook {
  /** Its rules, runbooks and templates. */
  readonly pack: object;
  /** Its people and rotations. */
  readonly people: object;
}

/** Addresses other than those of AWS and of the providers, for the local engine or a fake under test. */
export interface Endpoints {
  /** The address at which people reach the API, if not its own; `{apiId}` in it is replaced by the API's id. */
  readonly api?: string;
  /** Base address of a provider, by the name that its channel, check or action gives it: `slack`, `mail`, `sms`. */
  readonly [provider: string]: string | undefined;
}

/** How Tocsin sends email, through SES. */
export interface MailProps {
  /** The sender; the address or its domain is a verified identity of this account and Region. */
  readonly from: string;
  /** The configuration set that mail goes by: 1 to 64 letters, digits, `_` and `-`, else `DoesNotFit`. @default the one that the sender's identity has by default, if any */
  readonly configurationSet?: string;
  /**
   * Whether the account is in the SES sandbox, where SES asks for a right on the identity of each recipient too. The senders may then write to
   * any verified identity of the account, in the name of the deployment's own senders only. Take it out when production access is granted.
   * @default false
   */
  readonly sandbox?: boolean;
}

/**
 * How Tocsin sends text messages, through AWS End User Messaging. They are billed by the message part and by the country, from about one cent
 * (United States, with the carrier's fee) to more than thirty; an origination number has a monthly price of its own.
 * @see https://aws.amazon.com/end-user-messaging/pricing/
 */
export interface SmsProps {
  /** The ARN or id (`phone-…`, `pool-…`) of the origination identity; what is neither throws `DoesNotFit`. */
  readonly originationIdentity: string;
}

/** Who hears of it when Tocsin itself is in trouble. */
export interface WatchProps {
  /** Addresses that are subscribed to the watch topic. SNS asks each for a confirmation, and sends nothing before it. What is no address throws `DoesNotFit`. */
  readonly email: string | readonly string[];
}

/**
 * Keys of the customer's own (KMS). Everything is encrypted without them too, under keys of AWS. An alias throws `DoesNotFit`: IAM knows keys only by their own ARN.
 * @see docs/deploy.md#customer-keys
 */
export interface KeyProps {
  /** The key of all that Tocsin keeps and passes on: table, queues, its own topics, the published object, logs. Its policy is given what the services need; that of an imported key must have it. @default keys of AWS */
  readonly data?: IKey;
  /** Keys of the secrets below `secretPrefix`, for the functions that read them. @default none: they are under the AWS-managed key */
  readonly secrets?: IKey[];
  /** Keys of `topics`, for the function that publishes there. @default none */
  readonly topics?: IKey[];
  /** The key of the bucket that `cdk bootstrap` made, where it is one of your own (`--bootstrap-customer-key`). @default none */
  readonly assets?: IKey;
}

/** An Aurora cluster that checks read through the RDS Data API, which has to be enabled for it. */
export interface DatabaseProps {
  /** The ARN of the cluster: `cluster.clusterArn`. */
  readonly clusterArn: string;
  /** User and password, as RDS keeps them: of a user who may only read. One under a key of your own needs it in `keys.secrets`. */
  readonly secret: ISecret;
  /** The database in the cluster that statements are run in. @default that of the cluster */
  readonly name?: string;
}

/** What `IncidentResponse` is made with. */
export interface IncidentResponseProps {
  /** A playbook's directory, or a packed playbook. */
  readonly playbook: string | PackedPlaybook;
  /** The base address of each service and each other base of the playbook that its checks and actions call. */
  readonly services?: Record<string, string>;
  /**
   * Where the functions are that read checks and run actions, so that they reach private systems. All others, and so every page, stay outside.
   * The VPC must let them reach DynamoDB and S3, and what the checks and actions use (`docs/deploy.md`). @default none: they reach public addresses
   */
  readonly vpc?: IVpc;
  /** Which subnets of `vpc`. @default its private ones */
  readonly vpcSubnets?: SubnetSelection;
  /** The security groups of those functions. @default one of their own, which lets everything out and nothing in */
  readonly securityGroups?: ISecurityGroup[];
  /** A target of people.yaml that is paged when nobody else can be, or when Tocsin itself fails. */
  readonly catchAll: string;
  /** Alarms whose names begin with this open incidents too, rated by the playbook's `otherwise`. */
  readonly alarmNamePrefix?: string;
  /** Other accounts whose alarms may use `alarmTopic`. */
  readonly alarmAccounts?: string[];
  /** The functions that runbooks may call, by the names that the playbook uses. Nothing else can be called. */
  readonly actions?: Record<string, IFunction>;
  /** The databases that checks may read, by the names that the playbook uses. */
  readonly databases?: Record<string, DatabaseProps>;
  /** SNS topics, by the names that the playbook uses. */
  readonly topics?: Record<string, ITopic>;
  /** The prefix of the names of all channel secrets. @default tocsin/ */
  readonly secretPrefix?: string;
  /** Email through SES. @default none is sent */
  readonly mail?: MailProps;
  /** Text messages. @default none is sent */
  readonly sms?: SmsProps;
  /** Keys of your own for what Tocsin keeps, and those that it must use. @default keys of AWS */
  readonly keys?: KeyProps;
  /** Who is told when Tocsin itself is in trouble: somebody whom Tocsin does not page. @default nobody, and synthesis warns until somebody is subscribed to `watchTopic` */
  readonly watch?: WatchProps;
  /** Whether there is a CloudWatch dashboard. An account's first three are free, each more is $3 a month. @default true */
  readonly dashboard?: boolean;
  /** The API's own name, with a certificate of this region for it: links in pages are shorter by it. Point the name at `domainTarget`. @default the API's own address */
  readonly domain?: Domain;
  /** The issuer that signs people in. @default a user pool of its own, with MFA */
  readonly signIn?: SignIn;
  /**
   * Workers that Lambda keeps for each of the three functions between an alarm and its page, whatever else runs in the account: 2 to 1,000,
   * else `DoesNotFit`. Lambda refuses it where less than 100 would be left for the rest of the account, whose limit can be 10 in all: ask
   * `tocsin doctor` first. @default nothing is reserved
   */
  readonly reservedConcurrency?: number;
  /** The playbook's durations are divided by this, for drills. @default 1 */
  readonly speed?: number;
  /** How long before its deadline a schedule fires; the deadline machine waits out the rest. @default 1 minute */
  readonly margin?: Duration;
  /**
   * What becomes of table, users and logs when the stack is deleted. They have no names of their own, so the next stack is made beside them.
   * A snapshot throws `DoesNotFit`.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: they stay, but those of a first deployment that failed go with it
   */
  readonly removalPolicy?: RemovalPolicy;
  /** Whether table and users are protected from deletion by whatever means. Give it once they are there: a first deployment that fails could not be rolled back. @default false */
  readonly deletionProtection?: boolean;
  /** For the local engine and for tests. @default the addresses of AWS and of the providers */
  readonly endpoints?: Endpoints;
  /** For the local engine only: people sign in by password, tokens last a day. @default false */
  readonly local?: boolean;
}

/** What an alarm stands for, in the playbook's words. */
export interface Watches {
  /** A key of `services` in playbook.yaml. */
  readonly service: string;
  /** The id of a rule under `detection.rules` in playbook.yaml. */
  readonly rule: string;
}
