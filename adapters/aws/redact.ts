import type { Json } from '#core/json';

const secretWords = new Set(
  'token tokens secret secrets phone phones email emails mail mails authorization password cookie cookies signature credential credentials'.split(
    ' ',
  ),
);
const secretPairs = ['apikey', 'routingkey', 'integrationkey', 'signingkey', 'accesskey', 'privatekey', 'webhookurl'];
const words = (key: string) =>
  key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
const isSecret = (key: string) => {
  const parts = words(key);
  return parts.some((part) => secretWords.has(part)) || secretPairs.some((pair) => parts.join('').endsWith(pair));
};

// What gives a value away whatever it is called. Ids, hashes and ARNs of ours match none of these.
const shapes: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted]'],
  [/\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/g, '[redacted]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[redacted]'],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, '$1[redacted]'],
  [/([?&](?:token|sig|signature|key|secret|X-Amz-[\w-]+)=)[^&\s"]+/gi, '$1[redacted]'],
  [/[A-Za-z0-9+/_-]{200,}={0,2}/g, '[redacted]'],
  [/[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, '[redacted]'],
  [/\+[1-9](?:[ ().-]{0,2}\d){6,14}(?!\d)/g, '[redacted]'],
];

/** Text without what has the shape of a token, key, mail address or phone number. */
export const redactText = (text: string): string =>
  shapes.reduce((kept, [shape, instead]) => kept.replaceAll(shape, instead), text);

/** A value fit for a log: what stands under a secret key goes (`true`, `null` and emptiness may stay), the rest by its shape. */
export function redact(value: Json, key = ''): Json {
  const hidden = isSecret(key) && value !== null && typeof value !== 'boolean' && value !== '';
  if (hidden) return '[redacted]';
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((entry) => redact(entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, redact(entry, name)]));
}
