import { type Dirent, opendirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isRecord } from '#core/json';
import type { Note, Texts } from '#core/playbook/parse';
import type { Problem } from '#core/playbook/source';
import { decoded } from './decoded.ts';

/** What a playbook's folder holds: the texts that can be read, and what is wrong with the rest. */
export interface Folder {
  texts: Texts;
  problems: Problem[];
  notes: Note[];
  /** Then nothing of it is parsed. */
  isTooLarge: boolean;
}
type Wrong = Pick<Problem, 'message' | 'hint'> & { isTooLarge?: true };

/** Packed, a playbook has at most 300 KB, and people.yaml 5,000 people in 1 MB: what is larger is none, and is not read. */
const MOST_BYTES = 1024 * 1024;
const MOST_BYTES_IN_ALL = 4 * MOST_BYTES;
const MOST_FILES = 500;

const required = ['playbook.yaml', 'people.yaml'];
const optional = ['demo.yaml'];
const folders = { runbooks: '.yaml', templates: '.liquid', certificates: '.pem' };
const names = [...required, ...optional, ...Object.keys(folders)];
/** An id with its ending; a template that is only included may begin with a line below. */
const fileName = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,39}\.[a-z]+$/;
const certificateName = /^[A-Za-z0-9][\w.-]{0,63}\.pem$/;
/** What editors, systems and version control leave behind. */
const leftOver = /^\.|~$|^#.*#$|\.(swp|swo|tmp|bak|orig|rej)$|^(Thumbs\.db|desktop\.ini)$/i;

/** Reads a playbook's folder, sizes and kinds of files before any text; a problem where there is no such folder. */
export function readFolder(dir: string): Folder | Problem {
  const folder: Folder = { texts: {}, problems: [], notes: [], isTooLarge: false };
  const whole = (message: string, hint: string): Problem => ({
    file: 'playbook.yaml',
    line: 1,
    column: 1,
    message,
    hint,
  });
  const root = attempt(() => realpathSync(dir));
  if (typeof root !== 'string') return whole(`there is no folder ${dir}`, 'the folder that holds playbook.yaml');
  if (!statSync(root).isDirectory())
    return whole(
      `${dir} is a file`,
      names.includes(basename(dir)) ? `its folder: ${dirname(dir)}` : 'the folder that holds playbook.yaml',
    );
  const entries = entriesOf(root);
  if ('message' in entries) return whole(entries.message, entries.hint);
  const files = [...required, ...optional].filter((name) => entries.found.some((entry) => entry.name === name));
  nearly(entries.found, folder);
  for (const [name, ending] of Object.entries(folders))
    if (entries.found.some((entry) => entry.name === name)) files.push(...filesIn(root, name, ending, folder));

  let left = MOST_BYTES_IN_ALL;
  for (const file of files) {
    const read = textOf(root, file, left);
    if ('message' in read) {
      const { isTooLarge = false, ...wrong } = { isTooLarge: undefined, ...read };
      folder.isTooLarge ||= isTooLarge;
      folder.problems.push({ file, line: 1, column: 1, ...wrong });
    } else {
      left -= read.bytes;
      folder.texts = { ...folder.texts, [file]: read.text };
    }
  }
  return folder;
}

/** Names that are those of a playbook but for case, plural or ending. */
function nearly(entries: readonly Dirent[], { problems, notes }: Folder): void {
  const bare = (name: string): string =>
    name
      .toLowerCase()
      .replace(/\.yml$/, '.yaml')
      .replace(/^(runbook|template|certificate)$/, '$1s');
  for (const { name } of entries) {
    const meant = names.find((known) => known === bare(name) && known !== name);
    if (meant === undefined || entries.some((entry) => entry.name === meant)) continue;
    if (required.includes(meant))
      problems.push({
        file: meant,
        line: 1,
        column: 1,
        message: 'this file is missing',
        hint: `${printable(name)} to be named ${meant}`,
      });
    else notes.push(noteOn(name, `this is not read; is it meant to be ${meant}?`));
  }
}

function filesIn(root: string, name: string, ending: string, { problems, notes }: Folder): string[] {
  const wrong = (file: string, found: Wrong) => problems.push({ file: printable(file), line: 1, column: 1, ...found });
  const path = within(root, name);
  if (typeof path !== 'string') {
    wrong(name, path);
    return [];
  }
  const stats = attempt(() => statSync(path));
  if ('isFile' in stats && !stats.isDirectory()) {
    wrong(name, { message: 'this is no folder', hint: `a folder of files *${ending}` });
    return [];
  }
  const entries = entriesOf(path);
  if ('message' in entries) {
    wrong(name, entries);
    return [];
  }
  const taken = new Map<string, string>();
  return entries.found
    .map((entry) => entry.name)
    .filter((file) => !leftOver.test(file))
    .sort()
    .flatMap((file) => {
      const whole = `${name}/${file}`;
      if (!file.endsWith(ending)) {
        notes.push(noteOn(printable(whole), `this is not read: ${name} are files *${ending}`));
        return [];
      }
      if (!(ending === '.pem' ? certificateName : fileName).test(file)) {
        wrong(whole, { message: 'the name of this file is no id', hint: `A-Z a-z 0-9 _ - and ${ending}` });
        return [];
      }
      const other = taken.get(file.toLowerCase());
      if (other !== undefined) {
        wrong(whole, { message: `only case tells this file from ${other}`, hint: 'names that differ on every disk' });
        return [];
      }
      taken.set(file.toLowerCase(), file);
      return [whole];
    });
}

function textOf(root: string, file: string, left: number): ReturnType<typeof decoded> | Wrong {
  const path = within(root, file);
  if (typeof path !== 'string') return path;
  const stats: Stats | Wrong = attempt(() => statSync(path));
  if ('message' in stats) return stats;
  if (stats.isDirectory()) return { message: 'this is a folder', hint: 'a file' };
  // reading a pipe would wait for somebody who writes into it
  if (!stats.isFile()) return { message: 'this is a pipe, a socket or a device', hint: 'a file' };
  if (stats.size > MOST_BYTES)
    return { message: `this file has ${stats.size} bytes`, hint: `at most ${MOST_BYTES} bytes`, isTooLarge: true };
  if (stats.size > left)
    return {
      message: `with this file, the playbook has more than ${MOST_BYTES_IN_ALL} bytes`,
      hint: 'fewer or smaller files',
      isTooLarge: true,
    };
  const bytes = attempt(() => readFileSync(path));
  return 'message' in bytes ? bytes : decoded(bytes);
}

/** Where a file really stands, links followed: only within the playbook's own folder, for all that is read may be printed. */
function within(root: string, file: string): string | Wrong {
  const path = attempt(() => realpathSync(join(root, file)));
  if (typeof path !== 'string') return path;
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
    ? path
    : { message: 'this is a link that leads out of the folder', hint: 'the file itself' };
}

/** The entries of a folder; of one with far too many not all are looked at. */
function entriesOf(path: string): { found: Dirent[] } | Wrong {
  return attempt(() => {
    const found: Dirent[] = [];
    const open = opendirSync(path);
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
        found.push(entry);
        if (found.length > MOST_FILES)
          return { message: `this folder has more than ${MOST_FILES} entries`, hint: `at most ${MOST_FILES}` };
      }
    } finally {
      open.closeSync();
    }
    return { found };
  });
}

const why: Record<string, Wrong> = {
  ENOENT: { message: 'this is a link that leads nowhere', hint: 'a file' },
  ELOOP: { message: 'this link leads back to itself', hint: 'a file' },
  EISDIR: { message: 'this is a folder', hint: 'a file' },
};

/** What the system gives, or why it does not. The error is not told by its class: in jest, one of Node is of another world than ours. */
function attempt<T>(act: () => T): T | Wrong {
  try {
    return act();
  } catch (error) {
    const code = isRecord(error) ? error['code'] : undefined;
    if (typeof code !== 'string') throw error;
    return why[code] ?? { message: `this file cannot be read: ${code}`, hint: 'a file that may be read' };
  }
}

const noteOn = (file: string, message: string): Note => ({ file, line: 1, column: 1, message });
/** A name as it may stand in front of a message: on one line, and every character to be seen. */
const printable = (file: string): string => (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(file) ? JSON.stringify(file) : file);
