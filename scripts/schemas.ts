import * as z from 'zod';
import { Runbook } from '#core/playbook/mitigation';
import { People } from '#core/playbook/people';
import { Playbook } from '#core/playbook/schema';

/** The JSON Schemas that editors complete a playbook by, made from what it is parsed with. */
export const schemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ playbook: Playbook, people: People, runbook: Runbook }).map(([name, schema]) => [
      name,
      `${JSON.stringify({ $id: `tocsin-${name}-1`, title: `Tocsin ${name}.yaml`, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }, null, 2)}\n`,
    ]),
  );
