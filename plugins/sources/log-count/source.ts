import { httpSource } from '../http-source.ts';
import { bySharedSecret } from '../verify.ts';
import { isCount, readCount } from './counts.ts';
import { samples } from './samples.ts';

/** Counts of log lines, from whatever reads the log: a scheduled search, or a few lines of script. */
export const logCount = httpSource({
  source: 'log-count',
  title: 'log count',
  recognises: isCount,
  read: readCount,
  verify: bySharedSecret,
  recovery: 'told',
  samples,
});
