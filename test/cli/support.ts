import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { run } from '#cli/run';

const home = fileURLToPath(new URL('../..', import.meta.url));
export const playbook = join(home, 'playbooks/tracktion');
export const alarm = join(home, 'test/fixtures/high-error-rate.json');

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the command as a person would. */
export function tocsin(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [join(home, 'bin/tocsin.mjs'), ...args],
      { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

let before: Promise<unknown> = Promise.resolve();
/** Runs the command in this process, which a new one for each command line would take seconds to start: for what is said and how it ends. */
export function tocsinHere(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  // what is said goes through this process's own streams: one command after the other
  const ended = before.then(async () => {
    const [out, err] = [process.stdout, process.stderr].map((stream) => {
      const said: string[] = [];
      const spy = vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0);
      return { said, spy };
    });
    const { exitCode, env: own } = process;
    process.exitCode = undefined;
    process.env = { ...own, ...env };
    try {
      const code = await run([process.execPath, 'tocsin', ...args]);
      return {
        code: code === 0 ? Number(process.exitCode ?? 0) : code,
        out: out?.said.join('') ?? '',
        err: err?.said.join('') ?? '',
      };
    } finally {
      process.exitCode = exitCode;
      process.env = own;
      for (const stream of [out, err]) stream?.spy.mockRestore();
    }
  });
  before = ended.catch(() => undefined);
  return ended;
}

/** A directory for the files of one test file. */
export function workshop() {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-cli-'));
  return {
    dir,
    /** A file of this text. */
    file: (name: string, text: string): string => {
      writeFileSync(join(dir, name), text);
      return join(dir, name);
    },
    /** Tracktion's playbook with one text replaced by another. */
    playbookWith: (name: string, file: string, from: string, to: string): string => {
      const copy = join(dir, name);
      cpSync(playbook, copy, { recursive: true });
      const text = readFileSync(join(copy, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(join(copy, file), text.replace(from, to));
      return copy;
    },
    /** Tracktion's playbook with some of its bases called otherwise. */
    playbookRenamed: (name: string, bases: Record<string, string>): string => {
      const copy = join(dir, name);
      cpSync(playbook, copy, { recursive: true });
      for (const file of readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml'))) {
        let text = readFileSync(join(copy, file), 'utf8');
        for (const [from, to] of Object.entries(bases))
          text = text.replaceAll(`base: ${from}`, `base: ${to}`).replace(`\n  ${from}: {`, `\n  ${to}: {`);
        writeFileSync(join(copy, file), text);
      }
      return copy;
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}
