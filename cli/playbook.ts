import { join } from 'node:path';
import * as z from 'zod';
import { InvalidPlaybook, type LoadedPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { Duration, seconds } from '#core/playbook/words';
import { Ends, exit } from './exit.ts';
import { problemLines } from './problem-lines.ts';

/**
 * Loads a playbook, or ends with its problems, one on each line: file, line, column, what is wrong, and the correction. Where it stands beside
 * another one, its files are named with their folder.
 */
export function playbookAt(dir: string, { beside = false }: { beside?: boolean } = {}): LoadedPlaybook {
  try {
    return loadPlaybook(dir);
  } catch (error) {
    if (!(error instanceof InvalidPlaybook)) throw error;
    const problems = error.problems.map((one) => (beside ? { ...one, file: join(dir, one.file) } : one));
    throw new Ends(exit.invalid, problemLines({ problems }));
  }
}

/** The years in which a playbook's dates may lie. */
const [FIRST, LAST] = [Date.parse('2000-01-01'), Date.parse('2101-01-01')];
/** As long as any duration of a playbook may be. */
const LONGEST = '400d';
const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** An instant as a person types it; a time without a zone would mean another instant on another machine. */
export function instant(text: string): Date {
  if (!Instant.safeParse(text).success)
    throw new Ends(exit.usage, `error: --at: ${text} is not an instant; expected the form 2026-03-11T14:02:00Z`);
  const at = new Date(text);
  if (at.getTime() < FIRST || at.getTime() >= LAST)
    throw new Ends(exit.usage, `error: --at: ${text} is out of range; expected an instant of the years 2000 to 2100`);
  return at;
}

/** A duration as a person types it, in the playbook's words. */
export function duration(text: string): string {
  if (!Duration.safeParse(text).success)
    throw new Ends(exit.usage, `error: --until: ${text} is not a duration; expected for example 14d`);
  if (seconds(text) > seconds(LONGEST))
    throw new Ends(exit.usage, `error: --until: ${text} is too long; expected at most ${LONGEST}`);
  return text;
}
