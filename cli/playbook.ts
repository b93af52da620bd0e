import { InvalidPlaybook, type LoadedPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { Ends, exit } from './exit.ts';

/** Loads a playbook, or ends with its problems, one on each line: file, line, column, what is wrong, and the correction. */
export function playbookAt(dir: string): LoadedPlaybook {
  try {
    return loadPlaybook(dir);
  } catch (error) {
    if (error instanceof InvalidPlaybook) throw new Ends(exit.invalid, error.message);
    throw error;
  }
}

/** An instant as a person types it; a time without a zone would mean another instant on another machine. */
export function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || !/^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/i.test(text))
    throw new Ends(exit.usage, `error: --at: ${text} is not an instant; expected the form 2026-03-11T14:02:00Z`);
  return at;
}
