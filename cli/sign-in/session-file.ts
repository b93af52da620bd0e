import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { SignInSchema } from '#app/sign-in/settings-schema';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import { inFolder } from '../folder.ts';
import { locked } from './lock.ts';

const Session = z.object({
  settings: SignInSchema,
  token: z.string(),
  refreshToken: z.string().optional(),
  expiresAt: z.iso.datetime(),
});
/** One person's sign-in at one API. */
export type Session = z.infer<typeof Session>;
const Sessions = z.object({ current: z.string().optional(), sessions: z.record(z.string(), Session) });
type Sessions = z.infer<typeof Sessions>;

/** Where the sign-ins of this account are kept. */
export const sessionFile = (): string =>
  join(
    process.env['XDG_CONFIG_HOME'] ??
      (process.platform === 'win32' ? process.env['APPDATA'] : undefined) ??
      join(homedir(), '.config'),
    'tocsin',
    'sign-in.json',
  );

/** What is kept; a file that cannot be read holds nothing, and the next sign-in replaces it. */
function read(): Sessions {
  const file = sessionFile();
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return Sessions.safeParse(parsedJson(text)).data ?? { sessions: {} };
}

/** The sign-in at an API, or the last one where none is named. */
export function sessionAt(apiUrl: string | undefined): { apiUrl: string; session: Session } | undefined {
  const { current, sessions } = read();
  const at = apiUrl ?? current;
  const session = own(sessions, at);
  return at === undefined || session === undefined ? undefined : { apiUrl: at, session };
}

/** Does something while no other command changes what is kept. */
export function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const file = sessionFile();
  const folder = dirname(file);
  inFolder(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  return locked(`${file}.lock`, work);
}

/** Keeps a sign-in, or drops the one that there is; only within `exclusively`. */
export function keep(apiUrl: string, session: Session | undefined, isCurrent = false): void {
  const { current, sessions } = read();
  const { [apiUrl]: _, ...others } = sessions;
  const rest = session === undefined && current === apiUrl ? undefined : current;
  const next: Sessions = {
    current: isCurrent ? apiUrl : rest,
    sessions: session === undefined ? others : { ...others, [apiUrl]: session },
  };
  const file = sessionFile();
  const beside = `${file}.${randomUUID()}`;
  // for nobody else from the first byte, and whole or not at all
  const handle = openSync(beside, 'wx', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(next, null, 2)}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
