import { cloudwatch } from './cloudwatch/source.ts';
import type { SourcePlugin } from './source.ts';

/** Every source of signals. */
export const sources: readonly SourcePlugin[] = [cloudwatch];
