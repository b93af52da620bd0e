import * as z from 'zod';
import { nameOf, Text } from './words.ts';

/** A rung that people escalate to by hand, and where its notice goes. */
export const Level = z.strictObject({
  level: z.number().int().min(1),
  contacts: z.array(nameOf('who')).min(1),
  notice: nameOf('place'),
  title: Text,
});

/** Who answers for some of the services. */
export const Team = z.strictObject({
  title: Text.meta({ description: 'Name of the team' }),
  oncall: nameOf('who').optional().meta({
    description: 'Its on-call, a target of people.yaml: what `team.oncall` means for incidents of its services',
  }),
});
