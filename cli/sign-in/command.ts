import { type Command, InvalidArgumentError } from 'commander';
import { output } from '../words.ts';
import type { Login } from './login.ts';
import type { Logout } from './logout.ts';

/** The verbs that sign people in and out; `whoami` asks the API. */
export const signInVerbs = ['login', 'logout'] as const;

/** Adds the commands that sign people in and out; each loads what it uses only when it runs. */
export function signIn(program: Command): void {
  program
    .command('login')
    .description('Sign in with your browser; the other commands then use your tokens')
    .option('--api-url <url>', 'address of the API; default: TOCSIN_API_URL, else the last one')
    .option('--no-browser', 'only print the address, and open no browser')
    .option('--timeout <seconds>', 'how long to wait for the browser', secondsOf, 300)
    .addOption(output())
    .action(async (options: Login) => (await import('./login.ts')).login(options));
  program
    .command('logout')
    .description('Delete your tokens here, and have the issuer revoke them')
    .option('--api-url <url>', 'address of the API; default: TOCSIN_API_URL, else the last one')
    .addOption(output())
    .action(async (options: Logout) => (await import('./logout.ts')).logout(options));
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!/^\d{1,4}$/.test(text) || seconds < 1) throw new InvalidArgumentError('expected seconds from 1 to 9999');
  return seconds;
}
