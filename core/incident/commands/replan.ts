import { commandOf } from '../command-of.ts';

/** What is due is computed anew by the release that runs; nothing else changes, and nobody is told. */
export const replan = commandOf('replan', {}, () => {});
