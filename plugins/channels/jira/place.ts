import * as z from 'zod';
import { Id, placeFields, Text } from '#core/playbook/words';
import { siteAt } from '../site.ts';

/** A project of Jira in which each incident has one issue, opened by its first message and kept in step by the later ones. */
export const JiraPlace = z.strictObject({
  tool: z.literal('jira'),
  base: siteAt('https://example.atlassian.net').meta({
    description: 'Address of the Jira site, over https; issues are linked to below it',
  }),
  edition: z
    .enum(['cloud', 'data-center'])
    .default('cloud')
    .meta({ description: 'cloud speaks REST API v3 with user:token, data-center v2 with a personal access token' }),
  project: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,254}$/, 'expected the key of a project, such as OPS')
    .meta({ description: 'Key of the project in which issues are opened' }),
  issueType: Text.meta({ description: 'Name of the issue type, as the project has it' }),
  secret: Id.meta({
    description: 'Name of the secret: user@example.com:token for Jira Cloud, a personal access token for Data Center',
  }),
  labels: z
    .array(z.string().regex(/^\S{1,255}$/, 'a label has 1 to 255 characters and no blanks'))
    .default([])
    .meta({ description: 'Labels that each issue gets besides our own' }),
  components: z.array(Text).default([]).meta({ description: 'Components of the project that each issue gets' }),
  priority: z
    .record(Id, Text)
    .default({})
    .meta({ description: 'The priority of Jira for each severity; a severity left out sets none' }),
  transitions: z
    .strictObject({
      resolved: Text.optional().meta({ description: 'Where the issue goes when the incident is resolved or ended' }),
      reopened: Text.optional().meta({ description: 'Where the issue goes when the incident is opened again' }),
    })
    .default({})
    .meta({ description: 'The status that the issue is to reach, or the name of the transition to take' }),
  ...placeFields,
});
export type JiraPlace = z.infer<typeof JiraPlace>;
