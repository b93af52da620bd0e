import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { AccessRefused } from './call.ts';
import { NotAsked, SecretUnread } from './trouble.ts';

/** What a person does about what kept a check from being read; undefined for a fault of the check itself. */
export function cureOf(error: unknown): string | undefined {
  if (error instanceof AccessRefused)
    return 'put the present value into the secret, which is read anew at once; a signed call needs the right to it, in the Region of its service; one without `auth` needs it';
  if (error instanceof SecretUnread)
    return "the functions with 'vpc' need a way to Secrets Manager, and a secret under a customer key needs that key in 'keys.secrets' of the construct";
  if (error instanceof NotAsked)
    return "correct the address in 'services' of the construct or the DNS of its VPC; a certificate of a private authority needs `ca`, a file certificates/<name>.pem of the playbook";
  if (error instanceof NotConfigured) return 'give what is named, then deploy; a secret needs no deployment';
  if (error instanceof RateLimited) return 'ask less often, or let the other side take more';
  if (error instanceof Unreachable || error instanceof NoAnswer)
    return "see that it listens there, that its security group and the routes let the functions with 'vpc' through, and that `timeout` is long enough";
  if (error instanceof Undeliverable)
    return "see what is refused: an address that 'services' of the construct does not name (metadata addresses are never asked), or a right that the role of the function lacks";
  return undefined;
}
