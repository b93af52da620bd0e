import type { Log } from '#app/ports';
import type { Json } from '#core/json';

export interface LogEntry {
  level: 'info' | 'warn' | 'error';
  message: string;
  facts: Record<string, Json>;
}

/** A log that collects what it is told, unredacted: a test can see what a caller would have given away. */
export function memoryLog(): Log & { entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const at =
    (level: LogEntry['level']) =>
    (message: string, facts: Record<string, Json> = {}) => {
      entries.push({ level, message, facts: structuredClone(facts) });
    };
  return { entries, info: at('info'), warn: at('warn'), error: at('error') };
}
