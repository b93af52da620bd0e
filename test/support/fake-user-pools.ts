import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tags } from '#lib/tags';

const account = '111122223333';
export const region = 'eu-central-1';

interface User {
  name: string;
  email: string;
  status: 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED';
  isEnabled: boolean;
  groups: string[];
}
interface Pool {
  groups: string[];
  users: User[];
}
class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
type Body = Record<string, any>;

/**
 * User pools of Cognito, made as Tocsin makes them (people sign in by name or by address), and the tagging API over HTTP. What they refuse is
 * what the documents say: a name or an address that is taken, a name of the form of an address, a pool, group or user that is not there, a
 * temporary password for somebody who has one of their own, a caller without the right, too many requests.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html
 */
export class FakeUserPools {
  readonly pools = new Map<string, Pool>();
  readonly asked: string[] = [];
  /** Addresses that were mailed a temporary password, in order. */
  readonly mailed: string[] = [];
  /** Refusals by action, each with its code and words. */
  readonly refuses = new Map<string, { code: string; message: string; status?: number }>();
  /** Addresses that take no mail. */
  readonly dead = new Set<string>();
  /** Runs before an action is carried out. */
  before: (action: string) => void = () => {};
  readonly #tagged: { arn: string; deployment: string }[] = [];
  #url = '';
  #server = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const { status, body } = this.#answer(action, JSON.parse(chunks.map(String).join('') || '{}') as Body);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
  });

  async listen(): Promise<Record<string, string>> {
    await new Promise<void>((up) => this.#server.listen(0, '127.0.0.1', up));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      AWS_ENDPOINT_URL: this.#url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_MAX_ATTEMPTS: '1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
  }
  close = (): void => void this.#server.close();

  /** A deployment's queues, and its user pool where it has one of its own. */
  deploy(deployment: string, pool?: string): void {
    this.#tagged.push({ arn: `arn:aws:sqs:${region}:${account}:${deployment}-page`, deployment });
    this.#tagged.push({ arn: `arn:aws:sqs:${region}:${account}:${deployment}-send`, deployment });
    if (pool !== undefined) this.leave(deployment, pool);
  }
  /** A pool that carries a deployment's tag, as one that its deleted stack has left behind. */
  leave(deployment: string, pool: string, groups = ['viewer', 'responder', 'commander', 'admin']): void {
    this.pools.set(pool, { groups, users: [] });
    this.#tagged.push({ arn: `arn:aws:cognito-idp:${region}:${account}:userpool/${pool}`, deployment });
  }
  user(pool: string, name: string): User {
    return this.#userIn({ UserPoolId: pool, Username: name });
  }

  #answer(action: string, body: Body): { status: number; body: object } {
    this.asked.push(action);
    try {
      const refused = this.refuses.get(action);
      if (refused) throw new Refusal(refused.code, refused.message, refused.status);
      this.before(action);
      return { status: 200, body: this.#act(action, body) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { __type: error.code, message: error.message } };
    }
  }

  #act(action: string, body: Body): object {
    switch (action) {
      case 'GetResources':
        return this.#resources(body);
      case 'AdminGetUser': {
        const { name, email, status, isEnabled } = this.#userIn(body);
        const attributes = [
          { Name: 'sub', Value: `sub-${name}` },
          { Name: 'email', Value: email },
        ];
        return { Username: name, UserAttributes: attributes, Enabled: isEnabled, UserStatus: status };
      }
      case 'AdminCreateUser':
        return body['MessageAction'] === 'RESEND' ? this.#mailAgain(body) : this.#create(body);
      case 'AdminListGroupsForUser': {
        const { groups } = this.#userIn(body);
        // one a page, so that somebody has to turn them
        const at = Number(body['NextToken'] ?? 0);
        return {
          Groups: groups.slice(at, at + 1).map((GroupName) => ({ GroupName })),
          ...(at + 1 < groups.length ? { NextToken: String(at + 1) } : {}),
        };
      }
      case 'AdminAddUserToGroup': {
        const user = this.#userIn(body);
        if (!this.#pool(body).groups.includes(body['GroupName']))
          throw new Refusal('ResourceNotFoundException', 'Group not found.');
        user.groups = [...new Set([...user.groups, String(body['GroupName'])])];
        return {};
      }
      default:
        throw new Refusal('UnknownOperationException', action);
    }
  }

  #resources({ TagFilters = [], PaginationToken = '' }: Body): object {
    if ((TagFilters as { Key: string }[]).some(({ Key }) => Key !== tags.deployment))
      throw new Refusal('InvalidParameterException', 'this fake knows one tag');
    const at = Number(PaginationToken === '' ? 0 : PaginationToken);
    return {
      PaginationToken: at + 2 < this.#tagged.length ? String(at + 2) : '',
      ResourceTagMappingList: this.#tagged.slice(at, at + 2).map(({ arn, deployment }) => ({
        ResourceARN: arn,
        Tags: [{ Key: tags.deployment, Value: deployment }],
      })),
    };
  }

  #pool({ UserPoolId: id }: Body): Pool {
    const pool = this.pools.get(id);
    if (!pool) throw new Refusal('ResourceNotFoundException', `User pool ${id} does not exist.`);
    return pool;
  }
  /** By name, or by the address that is an alias of it. */
  #userIn(body: Body): User {
    const user = this.#pool(body).users.find(({ name, email }) => [name, email].includes(body['Username']));
    if (!user) throw new Refusal('UserNotFoundException', 'User does not exist.');
    return user;
  }

  #create(body: Body): object {
    const { users } = this.#pool(body);
    const name = String(body['Username']);
    const given = new Map((body['UserAttributes'] as { Name: string; Value: string }[]).map((a) => [a.Name, a.Value]));
    const email = given.get('email') ?? '';
    if (name.includes('@'))
      throw new Refusal(
        'InvalidParameterException',
        'Username cannot be of email format, since user pool is configured for email alias.',
      );
    if (!/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(email))
      throw new Refusal('InvalidParameterException', 'Invalid email address format.');
    if (users.some((user) => user.name === name))
      throw new Refusal('UsernameExistsException', 'User account already exists');
    if (given.get('email_verified') === 'true' && users.some((user) => user.email === email))
      throw new Refusal('UsernameExistsException', 'An account with the email already exists.');
    users.push({ name, email, status: 'FORCE_CHANGE_PASSWORD', isEnabled: true, groups: [] });
    this.#mail(email);
    return { User: { Username: name } };
  }
  #mailAgain(body: Body): object {
    const user = this.#userIn(body);
    if (user.status !== 'FORCE_CHANGE_PASSWORD')
      throw new Refusal('UnsupportedUserStateException', 'User account has already been confirmed.');
    this.#mail(user.email);
    return { User: { Username: user.name } };
  }
  #mail(email: string): void {
    if (this.dead.has(email)) throw new Refusal('CodeDeliveryFailureException', 'Email address is not verified.');
    this.mailed.push(email);
  }
}
