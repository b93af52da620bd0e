import type { Json } from '#core/json';
import { type Act, isOfIncident, type Parameter } from './mitigation.ts';

/** One value. A text with a separator in it, which somebody may have stated, stands in quotes: it cannot pass for another field. */
const said = (value: unknown): string =>
  typeof value === 'string' && !/[,;]/.test(value) ? value : JSON.stringify(value as Json);
/** What is filled in later stands in braces: `{began}`. */
const parameter = (value: Parameter): string => (isOfIncident(value) ? `{${value.of}}` : said(value));

/** What an action will do, as its runbook says it, but for how the call says who it is: `http: base operations, path /actions/restart; deployment first-failed`. */
export function inFull({ kind, parameters, ...entry }: Act): string {
  const { auth: _, ca: __, ...shown } = entry;
  const parts = [
    Object.entries(shown).map(([name, value]) => `${name} ${said(value)}`),
    Object.entries(parameters).map(([name, value]) => `${name} ${parameter(value)}`),
  ].map((fields) => fields.join(', '));
  return `${kind}: ${parts.filter((part) => part !== '').join('; ')}`;
}
