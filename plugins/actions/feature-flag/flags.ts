import * as z from 'zod';
import { Undeliverable } from '#core/errors';
import { parsedJson } from '#core/json';
import { own } from '#core/own';

const Value = z.looseObject({ enabled: z.boolean().optional(), _variants: z.array(z.unknown()).optional() });
/** What of the content of a profile of feature flags (AWS.AppConfig.FeatureFlags) is looked at; everything else stays as it is. */
const Content = z.looseObject({
  version: z.literal('1'),
  flags: z.record(z.string(), z.unknown()).default({}),
  values: z.record(z.string(), Value).default({}),
});

type Attributes = Readonly<Record<string, string | number | boolean>>;
export interface Wanted {
  flag: string;
  enabled: boolean;
  /** Values of the flag's attributes that change with it. */
  attributes: Attributes;
}

/**
 * Content in which one flag is as wanted, and nothing else has changed; undefined where it is so already. Throws `Undeliverable` for content
 * of another kind, a flag that is not there, and one that has variants: which of them is meant nobody has said.
 */
export function switched(text: string, { flag, enabled, attributes }: Wanted): string | undefined {
  const content = Content.safeParse(parsedJson(text));
  if (!content.success) throw new Undeliverable('AppConfig: the profile holds no feature flags');
  const { flags, values } = content.data;
  const before = own(values, flag) ?? {};
  if (!Object.hasOwn(flags, flag)) throw new Undeliverable(`AppConfig: the profile has no flag ${flag}`);
  if (before._variants !== undefined)
    throw new Undeliverable(`AppConfig: the flag ${flag} has variants, which are switched by hand`);
  const after = { ...before, enabled, ...attributes };
  const changes = Object.entries(after).some(([name, value]) => before[name] !== value);
  return changes ? JSON.stringify({ ...content.data, values: { ...values, [flag]: after } }) : undefined;
}
