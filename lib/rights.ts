/** What a handler may do besides writing its own log and trace. */
export type Right =
  | 'table'
  | 'deployed'
  | 'publish'
  | 'due-index'
  | 'list-index'
  | 'read-checks'
  | 'run-actions'
  | 'answer-own-tokens'
  | 'answer-tokens'
  | 'set-schedules'
  | 'start-runs'
  | 'look-at-runs'
  | 'stop-runs'
  | 'fill-queues'
  | 'wake-pages'
  | 'wake-messages'
  | 'read-stream'
  | 'give-up'
  | 'read-signals'
  | 'read-pages'
  | 'read-messages'
  | 'read-effects'
  | 'reach-people'
  | 'reach-places'
  | 'hear-hooks'
  | 'hear-sources'
  | 'ask-for-readings'
  | 'ask-account';

/** Every handler of the product, as `folder/file` under `lambdas/`, with all that its role allows. One role each. */
export const rights = {
  'run/where-are-we': ['table'],
  'detect/take-snapshot': ['table', 'deployed', 'read-checks'],
  'assess/rate-severity': ['table', 'deployed'],
  'assess/ask-severity': ['table', 'deployed', 'answer-own-tokens'],
  'communicate/open-room': ['table', 'deployed'],
  'communicate/tell-audiences': ['table', 'deployed'],
  'communicate/await-resolution': ['table', 'deployed', 'answer-own-tokens'],
  'mitigate/gather-evidence': ['table', 'deployed', 'read-checks'],
  'mitigate/ask-choice': ['table', 'deployed', 'answer-own-tokens'],
  'mitigate/run-step': ['table', 'deployed', 'read-checks', 'run-actions'],
  'mitigate/look-at-step': ['table', 'deployed', 'run-actions'],
  'mitigate/ask-person': ['table', 'deployed', 'answer-own-tokens'],
  'resolve/begin-verification': ['table', 'deployed'],
  'resolve/measure': ['table', 'deployed', 'read-checks'],
  'resolve/ask-what-next': ['table', 'deployed', 'answer-own-tokens'],
  'post-mortem/write-report': ['table', 'deployed'],
  'post-mortem/schedule-review': ['table', 'deployed'],
  'post-mortem/await-review': ['table', 'deployed', 'answer-own-tokens'],
  'clock/say-time-passed': ['table', 'deployed', 'list-index'],
  'ingest/receive-alarm': ['table', 'deployed', 'read-signals'],
  'dispatch/dispatch-outbox': ['read-stream', 'give-up', 'fill-queues'],
  'page/send-page': ['table', 'deployed', 'read-pages', 'wake-pages', 'reach-people'],
  'send/send-message': ['table', 'deployed', 'read-messages', 'wake-messages', 'reach-places'],
  'effects/carry-out': [
    'table',
    'deployed',
    'read-effects',
    'set-schedules',
    'start-runs',
    'stop-runs',
    'look-at-runs',
    'answer-tokens',
  ],
  'sweep/sweep': ['table', 'deployed', 'due-index', 'list-index', 'fill-queues', 'look-at-runs'],
  'sweep/watch-actions': ['table', 'deployed', 'due-index', 'run-actions'],
  'sweep/take-up': ['table', 'deployed', 'look-at-runs'],
  'deploy/publish': ['publish'],
  'doctor/read-checks': ['deployed', 'read-checks'],
  'api/serve': ['table', 'deployed', 'list-index', 'hear-hooks', 'hear-sources', 'ask-for-readings', 'ask-account'],
} as const satisfies Record<string, Right[]>;
export type HandlerName = keyof typeof rights;
