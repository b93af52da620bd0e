import * as z from 'zod';
import { accessFields } from '#core/playbook/access';
import { actFields } from '#core/playbook/mitigation';
import { nameOf } from '#core/playbook/words';
import { actionPlugin, type Whole } from '../action.ts';

const Entry = z.strictObject({
  kind: z.literal('http'),
  ...actFields,
  /** Whose base address is called. */
  base: nameOf('base'),
  path: z.string().startsWith('/'),
  ...accessFields,
});
export type HttpAct = Whole<z.infer<typeof Entry>>;

const act = { kind: 'http', base: 'operations', path: '/actions/restart', parameters: { count: 2 } } as const;

/**
 * An action over HTTP. What it must do: `POST <its address>` with `Idempotency-Key` and `{incidentId, parameters}` answers 202
 * `{"runId"}` (started; the same key again gives the same run and starts nothing), 200 `{"output"?}` (done at once) or 4xx (not started).
 * Beside it, `GET runs/<runId>` answers 200 `{"status": "running" | "succeeded" | "failed", "output"?}`.
 */
export const http = actionPlugin({
  kind: 'http',
  title: 'HTTP action',
  schema: Entry,
  references: ({ base }) => [{ path: ['base'], name: base, of: 'base' }],
  needs: () => ({}),
  target: ({ base, path }) => `${base}${path.replace(/[?#].*$/, '')}`,
  rights: [
    { actions: ['secretsmanager:GetSecretValue'], resources: 'action-secrets' },
    { actions: ['execute-api:Invoke'], resources: 'apis-of-actions' },
  ],
  environment: () => ({}),
  load: () => import('./run.ts'),
  fake: () => import('./fake.ts'),
  samples: [
    { act, name: 'restart', effect: { seconds: 0 }, ended: { status: 'succeeded', output: 'restart is done' } },
    {
      act: { ...act, path: '/actions/roll-back', parameters: {} },
      name: 'roll-back',
      effect: { seconds: 0, fails: true },
      ended: { status: 'failed', output: 'roll-back did not work' },
    },
  ],
});
