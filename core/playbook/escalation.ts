import * as z from 'zod';
import { nameOf, Text } from './words.ts';

/** A rung that people escalate to by hand, and where its notice goes. */
export const Level = z.strictObject({
  level: z.number().int().min(1),
  contacts: z.array(nameOf('who')).min(1),
  notice: nameOf('place'),
  title: Text,
});
