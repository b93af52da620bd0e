import * as z from 'zod';
import { schemasOf } from '#core/playbook/vocabulary';
import { plugins, vocabularyOf } from '#plugins/registry';

/** The JSON Schemas that editors complete a playbook by, made from what it is parsed with. */
export const schemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(schemasOf(vocabularyOf(plugins))).map(([name, schema]) => [
      name,
      `${JSON.stringify({ $id: `tocsin-${name}-1`, title: `Tocsin ${name}.yaml`, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }, null, 2)}\n`,
    ]),
  );
