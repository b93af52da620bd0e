import * as z from 'zod';
import { Text } from './words.ts';

const some = (labels: object): boolean => Object.keys(labels).length > 0;
/** Labels of a signal over HTTP that names no rule and stands for the one that has them; the first rule counts whose labels all fit. */
export const Matches = z
  .record(Text, Text)
  .refine(some, 'expected at least one label')
  .meta({ description: 'Labels by which a signal that names no rule stands for this one: all of them, exactly' });

/** How the JSON of a tool that Tocsin does not know becomes signals. */
export const Mapping = z.strictObject({
  title: Text,
  map: Text.meta({
    description:
      'JSONata over the body that was posted: gives one signal, or a list of them, as docs/sources/json.md has it',
  }),
});
export type Mapping = z.infer<typeof Mapping>;
