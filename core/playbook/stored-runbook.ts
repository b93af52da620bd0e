import * as z from 'zod';
import { isRecord } from '#core/json';
import { Runbook } from './runbook.ts';

/** What a step of version 1 said by `kind`; everything else stands where it stood. */
function step(stored: unknown): unknown {
  if (!isRecord(stored) || !('kind' in stored)) return stored;
  const { kind, check, ask, ...rest } = stored;
  if (kind === 'read') return { ...rest, read: check };
  return kind === 'human' ? { ...rest, human: ask } : rest;
}

const upgraded = (stored: unknown): unknown =>
  isRecord(stored) && Array.isArray(stored['steps']) ? { ...stored, steps: stored['steps'].map(step) } : stored;

/** A runbook that an incident was opened with, also by the release whose steps had a `kind`. */
export const StoredRunbook = z.preprocess(upgraded, Runbook);
