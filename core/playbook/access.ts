import * as z from 'zod';
import type { Pack } from './pack.ts';
import { actsOf } from './runbook.ts';

const nameForm =
  'the name of a secret has 1 to 64 of A-Z a-z 0-9 _ - / and starts with a letter or digit; a value never stands in a playbook';
/** A secret by its name below `tocsin/checks/` or `tocsin/actions/`. What looks like the value of a well-known tool is none: every reader of the playbook would have it. */
const SecretName = z
  .string()
  .regex(/^(?!AKIA|ASIA|eyJ|glsa_|glc_|gh[pousr]_|xox[a-z]-|sk-)[A-Za-z0-9][A-Za-z0-9_/-]{0,63}$/, nameForm);

/** Headers that a call makes itself, or that the transport does. */
const ownHeaders = [
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'idempotency-key',
  'accept',
  'x-amz-date',
  'x-amz-security-token',
];
const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'the name of an HTTP header: letters, digits and -')
  .refine((name) => !ownHeaders.includes(name.toLowerCase()), {
    message: 'a header that the call does not set itself',
  });

/** How a call says who it is; every secret by its name. */
export const Auth = z
  .strictObject({
    bearer: SecretName.optional().meta({ description: 'Secret with a token, sent as `Authorization: Bearer`' }),
    basic: SecretName.optional().meta({
      description:
        'Secret with `user:password`, or JSON with `username` and `password`, sent as `Authorization: Basic`',
    }),
    sigv4: z
      .strictObject({
        service: z.enum(['aps', 'execute-api']).meta({
          description: 'aps: Amazon Managed Service for Prometheus; execute-api: an API Gateway with IAM authorization',
        }),
        region: z
          .string()
          .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-central-1')
          .optional()
          .meta({ description: 'Where the service is, if not in the Region of the deployment' }),
      })
      .optional()
      .meta({ description: 'Signed as an AWS request (Signature Version 4) by the role of the function: no secret' }),
    headers: z
      .record(HeaderName, SecretName)
      .optional()
      .meta({ description: 'Headers by name, each with the secret that holds its value' }),
  })
  .refine((auth) => [auth.bearer, auth.basic, auth.sigv4].filter((way) => way !== undefined).length <= 1, {
    message: 'one of bearer, basic and sigv4; all of them set the header Authorization',
  })
  .refine(
    ({ bearer, basic, sigv4, headers = {} }) =>
      (bearer ?? basic ?? sigv4) === undefined ||
      !Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'),
    { message: 'the header Authorization once: from headers, or from bearer, basic or sigv4' },
  )
  .refine(({ bearer, basic, sigv4, headers }) => (bearer ?? basic ?? sigv4 ?? headers) !== undefined, {
    message: 'bearer, basic, sigv4 or headers',
  });
export type Auth = z.infer<typeof Auth>;

/** The fields of an entry that calls an address over HTTP. */
export const accessFields = {
  auth: Auth.optional().meta({ description: 'How the call says who it is; without it, it says nothing' }),
  ca: z
    .string()
    .regex(/^certificates\/[A-Za-z0-9][\w.-]*\.pem$/, 'a file of the playbook: certificates/<name>.pem')
    .optional()
    .meta({
      description:
        'Certificates of the authority that signed the certificate of the address, where it is not a public one; then no other is trusted. It cannot be left unchecked',
    }),
};
const AccessFields = z.object(accessFields);
export type AccessFields = z.infer<typeof AccessFields>;

/** How an entry of the playbook calls, and where it stands. */
export interface Access extends AccessFields {
  of: 'check' | 'action';
  file: string;
  at: readonly (string | number)[];
  /** Whose address is called. */
  base: string;
  /** What is called below it, where the entry says it. */
  path?: string;
}

const Entry = AccessFields.extend({
  base: z.string().optional(),
  service: z.string().optional(),
  path: z.string().optional(),
});

/** Every entry of checks and actions that calls an address; of kinds without an address there is none. */
export function accessesOf({ playbook, runbooks }: Pick<Pack, 'playbook' | 'runbooks'>): Access[] {
  const checks = Object.entries(playbook.checks).flatMap(([id, check]) =>
    accessOf(check, { of: 'check', file: 'playbook.yaml', at: ['checks', id] }),
  );
  const actions = Object.entries(runbooks).flatMap(([id, runbook]) =>
    actsOf(runbook).flatMap(({ n, where, act }) =>
      accessOf(act, { of: 'action', file: `runbooks/${id}.yaml`, at: ['steps', n, where] }),
    ),
  );
  return [...checks, ...actions];
}

function accessOf(entry: unknown, where: Pick<Access, 'of' | 'file' | 'at'>): Access[] {
  const parsed = Entry.safeParse(entry);
  const { base, service, path, auth, ca } = parsed.data ?? {};
  const called = base ?? service;
  if (called === undefined) return [];
  return [
    {
      ...where,
      base: called,
      ...(path !== undefined && { path }),
      ...(auth !== undefined && { auth }),
      ...(ca !== undefined && { ca }),
    },
  ];
}

/** The names of all secrets of an entry. */
export const secretsOf = ({ auth }: Pick<AccessFields, 'auth'>): string[] =>
  [auth?.bearer, auth?.basic, ...Object.values(auth?.headers ?? {})].filter((name) => name !== undefined);
