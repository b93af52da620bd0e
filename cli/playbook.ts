import * as z from 'zod';
import { InvalidPlaybook, type LoadedPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { Duration } from '#core/playbook/words';
import { Ends, exit } from './exit.ts';
import { problemLines } from './problem-lines.ts';

/** Loads a playbook, or ends with its problems, one on each line: file, line, column, what is wrong, and the correction. */
export function playbookAt(dir: string): LoadedPlaybook {
  try {
    return loadPlaybook(dir);
  } catch (error) {
    if (error instanceof InvalidPlaybook) throw new Ends(exit.invalid, problemLines(error));
    throw error;
  }
}

const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** An instant as a person types it; a time without a zone would mean another instant on another machine. */
export function instant(text: string): Date {
  if (!Instant.safeParse(text).success)
    throw new Ends(exit.usage, `error: --at: ${text} is not an instant; expected the form 2026-03-11T14:02:00Z`);
  return new Date(text);
}

/** A duration as a person types it, in the playbook's words. */
export function duration(text: string): string {
  if (!Duration.safeParse(text).success)
    throw new Ends(exit.usage, `error: --until: ${text} is not a duration; expected for example 14d`);
  return text;
}
