import * as z from 'zod';

/** A schema as it stands in the document; one with an id is a reference to its component. */
export type SchemaOf = (schema: z.ZodType) => object;

/** Collects the components of a document while its schemas are written. */
export function componentsOf(): { schemaOf: SchemaOf; components: Record<string, object> } {
  const components: Record<string, object> = {};
  const schemaOf: SchemaOf = (schema) => {
    const id = z.globalRegistry.get(schema)?.id;
    if (id !== undefined && Object.hasOwn(components, id)) return reference(id);
    // as input: a client must not refuse an answer that has grown a field
    const { $schema: _, $defs, id: __, ...written } = z.toJSONSchema(schema, { io: 'input' });
    for (const [name, definition] of Object.entries($defs ?? {})) components[name] ??= hoisted(definition);
    if (id === undefined) return hoisted(written);
    components[id] = hoisted(written);
    return reference(id);
  };
  return { schemaOf, components };
}

const reference = (id: string): object => ({ $ref: `#/components/schemas/${id}` });
/** References of JSON Schema point into the schema itself, those of OpenAPI into the document. */
const hoisted = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
