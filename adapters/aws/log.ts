import { Logger } from '@aws-lambda-powertools/logger';
import { provides } from '#adapters/aws/provide';
import { redact, redactText } from '#adapters/aws/redact';
import type { Log } from '#app/ports';
import type { Json } from '#core/json';

type Facts = Record<string, Json>;

/** The log, one JSON line an entry with its facts under `facts`, redacted by key and by shape. */
export function jsonLog(logger: Pick<Logger, 'info' | 'warn' | 'error'> = new Logger({ serviceName: 'tocsin' })): Log {
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, facts: Facts = {}) =>
      // Under a key of their own, so that no fact can take the place of the entry's level, time or message.
      logger[level](redactText(message), Object.keys(facts).length > 0 ? { facts: redact(facts) } : {});
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

export const logPorts = provides('log', () => jsonLog());
