import * as z from 'zod';
import { isRecord } from '#core/json';
import { nearest } from './nearest.ts';

const has = (value: unknown, key: string): boolean => isRecord(value) && Object.hasOwn(value, key);

/**
 * An entry that is chosen by its verb and then checked, so that one mistake is one error where a plain union would have one for each form.
 * The first verb that it has is its own; one that may also be a field of another stands behind that.
 */
export function byVerb<S extends Record<string, z.ZodObject>>(schemas: S): z.ZodType<z.output<S[keyof S]>> {
  const verbs = Object.keys(schemas);
  const said = `one verb: ${verbs.join(', ')}`;
  const check = (value: unknown, ctx: z.core.$RefinementCtx): unknown => {
    const verb = verbs.find((one) => has(value, one)) ?? meant(value, schemas);
    const schema = verb === undefined ? undefined : schemas[verb];
    const second = verbs.find((other) => other !== verb && has(value, other) && schema?.shape[other] === undefined);
    if (schema === undefined || second !== undefined) {
      const path = second === undefined ? [] : [second];
      const message = second === undefined ? said : `${said}; this one has ${verb}`;
      ctx.addIssue({ code: 'custom', message, path, input: value });
      return value;
    }
    const { data, error } = schema.safeParse(value);
    // as they are: they have their own words and paths
    for (const issue of error?.issues ?? []) ctx.issues.push({ ...issue, input: value } as never);
    return data ?? value;
  };
  const one = z.transform(check);
  // in JSON Schema it is the union of its forms
  one._zod.processJSONSchema = z.union(Object.values(schemas))._zod.processJSONSchema;
  // an entry that is left out is none, though a transform of zod could make one of nothing
  one._zod.optin = undefined;
  return one as unknown as z.ZodType<z.output<S[keyof S]>>;
}

/** The verb that a key is like which no form knows. */
function meant(value: unknown, schemas: Record<string, z.ZodObject>): string | undefined {
  const known = Object.values(schemas).flatMap(({ shape }) => Object.keys(shape));
  const strange = isRecord(value) ? Object.keys(value).filter((key) => !known.includes(key)) : [];
  return strange.map((key) => nearest(key, Object.keys(schemas))).find((verb) => verb !== undefined);
}
