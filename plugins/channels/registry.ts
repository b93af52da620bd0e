import type { ChannelPlugin } from './channel.ts';
import { email } from './email/channel.ts';
import { inApp } from './in-app/channel.ts';
import { jira } from './jira/channel.ts';
import { ntfy } from './ntfy/channel.ts';
import { pagerduty } from './pagerduty/channel.ts';
import { pushover } from './pushover/channel.ts';
import { servicenow } from './servicenow/channel.ts';
import { slack } from './slack/channel.ts';
import { sms } from './sms/channel.ts';
import { sns } from './sns/channel.ts';
import { statusApi } from './status-api/channel.ts';
import { statuspage } from './statuspage/channel.ts';

/** Every channel, in the order in which a person is told without being paged. */
export const channels: readonly ChannelPlugin[] = [
  slack,
  ntfy,
  pushover,
  pagerduty,
  sms,
  email,
  sns,
  statuspage,
  jira,
  servicenow,
  statusApi,
  inApp,
];
