/** What an app imports from the package. */
export type { MachineName } from '#core/machines';
export { TocsinAlarmAction } from './alarm-action.ts';
export type { Domain, OwnUsers } from './api.ts';
export { DoesNotFit } from './does-not-fit.ts';
export { IncidentResponse, type WorkQueues } from './incident-response.ts';
export type {
  DatabaseProps,
  Endpoints,
  IncidentResponseProps,
  KeyProps,
  MailProps,
  PackedPlaybook,
  SmsProps,
  Watches,
  WatchProps,
} from './props.ts';
export type { SignIn, SignInClient } from './sign-in.ts';
