import * as z from 'zod';
import { type Filled, isOfIncident, type Parameter } from '#core/playbook/mitigation';

/** The most tasks that a service may have. */
const MOST_TASKS = 5_000;
export const Count = z.int().min(0).max(MOST_TASKS);
export const Revision = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,255}:[1-9]\d{0,8}$/, 'a revision of a task definition as family:revision');

/** What is changed of a service: one thing. */
export type Wanted = { desiredCount: number } | { taskDefinition: string } | { forceNewDeployment: true };

interface Said {
  desiredCount?: number | undefined;
  taskDefinition?: string | undefined;
  forceNewDeployment?: true | undefined;
}

/** The fields that `parameters` may hold in place of the entry, where the incident says them. */
const FIELDS = { desiredCount: Count, taskDefinition: Revision } as const;
const isField = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name);

/** How many things an entry changes. */
export const changesOf = (
  { desiredCount, taskDefinition, forceNewDeployment }: Said,
  parameters: Readonly<Record<string, unknown>>,
): number =>
  [desiredCount, taskDefinition, forceNewDeployment, ...Object.values(parameters)].filter((one) => one !== undefined)
    .length;

/** What is wrong with a parameter as it is written; a value of the incident is looked at once it is known. */
export function faultOf(name: string, value: Parameter): string | undefined {
  if (!isField(name)) return 'is no field of the service: only desiredCount or taskDefinition';
  return isOfIncident(value) || FIELDS[name].safeParse(value).success ? undefined : wordsOf(name);
}

const wordsOf = (name: keyof typeof FIELDS): string =>
  name === 'desiredCount' ? `a whole number from 0 to ${MOST_TASKS}` : 'a revision as family:revision';

/** What an entry changes, its parameters filled in; the words for what is wrong with the value that the incident has. */
export function wantedOf(said: Said & { parameters: Filled }): Wanted | { wrong: string } {
  if (said.desiredCount !== undefined) return { desiredCount: said.desiredCount };
  if (said.taskDefinition !== undefined) return { taskDefinition: said.taskDefinition };
  if (said.forceNewDeployment !== undefined) return { forceNewDeployment: true };
  const { desiredCount, taskDefinition } = said.parameters;
  if (desiredCount !== undefined) {
    const count = Count.safeParse(desiredCount);
    return count.success ? { desiredCount: count.data } : { wrong: `desiredCount is not ${wordsOf('desiredCount')}` };
  }
  const revision = Revision.safeParse(taskDefinition);
  return revision.success
    ? { taskDefinition: revision.data }
    : { wrong: `taskDefinition is not ${wordsOf('taskDefinition')}` };
}
