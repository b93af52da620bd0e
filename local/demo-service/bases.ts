import type { Playbook } from '#core/playbook/schema';

/** The address of everything that a playbook's checks and actions call, where the demo service stands for all of it. */
export const basesAt = (
  url: string,
  { services, bases }: Pick<Playbook, 'services' | 'bases'>,
): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(services).map((name) => [name, `${url}/services/${name}`])),
  ...Object.fromEntries(Object.keys(bases).map((name) => [name, `${url}/bases/${name}`])),
});
