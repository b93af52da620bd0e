import * as z from 'zod';

/** How a person has said something: the words that stand behind their name. */
const words = {
  link: 'by link',
  push: 'by push notification',
  slack: 'in Slack',
  pagerduty: 'in PagerDuty',
  sms: 'by SMS',
  email: 'by mail',
  api: 'by API',
  cli: 'by CLI',
  board: 'on the board',
} as const;

/** The ways on which people reach an incident. */
export const Way = z.enum(Object.keys(words) as [keyof typeof words, ...(keyof typeof words)[]]);
export type Way = z.infer<typeof Way>;

/** How the command line names itself to the API. */
export const CLI_AGENT = 'tocsin-cli';

/** `carol, by link`: who said something, and how where that is known. */
export const byWhom = ({ by, way }: { by: string; way?: Way | undefined }): string =>
  way === undefined ? by : `${by}, ${words[way]}`;
