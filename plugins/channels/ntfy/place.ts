import * as z from 'zod';
import { Id, placeFields } from '#core/playbook/words';

/** A topic's name as ntfy takes it (docs.ntfy.sh/publish). On a public server it is the password: hard to guess, a topic for each person. */
export const Topic = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'a topic has 1 to 64 letters, digits, hyphens or underscores');
const isSecure = (url: string) => URL.canParse(url) && new URL(url).protocol === 'https:';
const secure = z.string().refine(isSecure, 'expected an address such as https://ntfy.example.com');

/** A topic of ntfy. Without `server` it is on the deployment's own, else on ntfy.sh; `secret` names an access token of that server. */
export const NtfyPlace = z.strictObject({
  tool: z.literal('ntfy'),
  topic: Topic,
  server: secure.optional(),
  secret: Id.optional(),
  ...placeFields,
});

/** A person's topic, or its whole address where it is on a server of its own. */
export const NtfyAddress = z
  .string()
  .refine(
    (address) =>
      Topic.safeParse(address).success || (isSecure(address) && Topic.safeParse(inAddress(address).topic).success),
    'expected a topic such as oncall-alice-jKlG98BZpA, or its address: https://ntfy.example.com/oncall-alice-jKlG98BZpA',
  );

/** Server and topic of an address whose last segment is the topic. */
const inAddress = (address: string): { server: string; topic: string } => {
  const { origin, pathname } = new URL(address);
  const at = pathname.lastIndexOf('/');
  return { server: `${origin}${pathname.slice(0, at)}`, topic: pathname.slice(at + 1) };
};

/** Where a person's address leads; `server` is undefined where the address is a topic alone. */
export const targetIn = (address: string): { server: string | undefined; topic: string } =>
  Topic.safeParse(address).success ? { server: undefined, topic: address } : inAddress(address);
