import { isRecord } from '#core/json';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import type { Fault } from './wrong-fields.ts';

type Update = Playbook['updates'][number];
type Field = Update['fields'][number];

/** What an audience is sent: ordinary updates, and what the playbook foresees for the end. */
const formsOf = ({ fields, final }: Update): [what: string, fields: Field[]][] => [
  ['update', fields],
  ...(final === undefined ? [] : [['final', final.fields] as [string, Field[]]]),
];

/** One JSON Schema for each thing that an audience can be sent: which fields it has, and which it needs. */
export const updateForms = (audiences: readonly Update[]): object[] =>
  audiences.flatMap((audience) =>
    formsOf(audience).map(([what, fields]) => {
      const needed = fields.filter((f) => !f.optional).map((f) => f.id);
      const byFields =
        needed.length > 0 ? [{ required: ['fields'], properties: { fields: { required: needed } } }] : [{}];
      return {
        properties: {
          audience: { const: audience.id },
          what: { const: what },
          fields: {
            properties: Object.fromEntries(fields.map((f) => [f.id, { description: f.title }])),
            additionalProperties: false,
          },
        },
        ...(what === 'update' ? {} : { required: ['what'] }),
        anyOf: [{ required: ['text'] }, ...(fields.length === 0 ? [] : byFields)],
      };
    }),
  );

/** What no field of an update says alone: whether its audience is sent this, with these fields. */
export function updateFaults(given: Record<string, unknown>, audiences: readonly Update[]): Fault[] {
  const audience = audiences.find((a) => a.id === given['audience']);
  if (audience === undefined) return [];
  const what = typeof given['what'] === 'string' ? given['what'] : 'update';
  const fields = own(Object.fromEntries(formsOf(audience)), what);
  if (fields === undefined) {
    // a word that is no kind of update at all is wrong by itself
    return what === 'final' ? [{ path: 'what', message: `the playbook has no ${what} for ${audience.id}` }] : [];
  }
  const values = isRecord(given['fields']) ? given['fields'] : {};
  const unknown = Object.keys(values)
    .filter((id) => !fields.some((f) => f.id === id))
    .map((id) => ({ path: `fields.${id}`, message: `is not one of ${fields.map((f) => f.id).join(', ')}` }));
  if (given['text'] !== undefined) return unknown;
  const missing = fields
    .filter((f) => !f.optional && !Object.hasOwn(values, f.id))
    .map((f) => ({ path: `fields.${f.id}`, message: `is required: ${f.title}` }));
  return [...unknown, ...missing, ...(fields.length === 0 ? [{ path: 'text', message: 'is required' }] : [])];
}
