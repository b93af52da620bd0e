import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bringUp, type Running } from '#local/bring-up';
import { executablePath, launch } from '#test/browser';
import { script } from '#web/board/script';
import { style } from '#web/board/style';
import { fill } from './board-rows.ts';
import type { Judged } from './figures.ts';
import { table } from './shown.ts';
import { type Spread, spread } from './spread.ts';

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
const filled = { open: 200, over: 800, lines: 2000 };

/** What a page comes to in a browser, in milliseconds. */
export interface Seen {
  /** Largest contentful paint. */
  lcp: number;
  /** Total blocking time: what tasks took beyond 50 ms, while it loads and while its parts are replaced. */
  tbt: number;
  longestTask: number;
}
/** The board with a thousand incidents and one long timeline, beside the board with nothing open. */
export interface Board {
  /** Bytes, compressed. */
  script: number;
  style: number;
  /** Milliseconds to the first byte, each beside a page of a form in the same run. */
  firstByte: { form: Spread; empty: Spread; formFilled: Spread; full: Spread; incident: Spread };
  /** In a browser, where this machine has one. */
  seen?: { board: Seen; incident: Seen };
}

/** Measures the board on the engine: first with nothing open, then with all that a bad year leaves. */
export async function measureBoard(runs: number, say: (line: string) => void): Promise<Board> {
  const running = await bringUp({ playbook, speed: 1, say });
  try {
    return await measured(running, runs, say);
  } finally {
    await running.stop();
  }
}

async function measured({ outputs }: Running, runs: number, say: (line: string) => void): Promise<Board> {
  const { apiUrl, consoleUrl, engineUrl, tokens } = outputs;
  const cookie = await sessionAt(`${consoleUrl}`, tokens.admin);
  const first = async (path: string): Promise<number> => {
    const since = performance.now();
    const answer = await fetch(`${consoleUrl}${path}`, { headers: { cookie } });
    const ms = performance.now() - since;
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return ms;
  };
  /** A B A B, so that what else the machine does is shared alike. */
  const beside = async (paths: readonly string[]): Promise<Spread[]> => {
    const all = paths.map((): number[] => []);
    for (let run = -3; run < runs; run += 1)
      for (const [n, path] of paths.entries()) {
        const ms = await first(path);
        if (run >= 0) all[n]?.push(ms);
      }
    return all.map(spread);
  };
  const none: Spread = { median: Number.NaN, min: Number.NaN, max: Number.NaN };
  const [form = none, empty = none] = await beside(['/declare', '']);
  const declared = await fetch(`${apiUrl}/v1/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.commander}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Uploads fail for everybody', severity: 'P1', service: 'analysis-service' }),
  });
  const { id } = (await declared.json()) as { id: string };
  // its machines have come to where they wait
  await pause(10_000);
  await fill(engineUrl, id, filled);
  say('the table is filled');
  const [formFilled = none, full = none, incident = none] = await beside(['/declare', '', `/incidents/${id}`]);
  const seen = executablePath === undefined ? undefined : await looked(`${consoleUrl}`, cookie, id);
  return {
    script: gzipSync(script).length,
    style: gzipSync(style).length,
    firstByte: { form, empty, formFilled, full, incident },
    ...(seen === undefined ? {} : { seen }),
  };
}

/** Signs in as a form would, and gives the session's cookie. */
export async function sessionAt(consoleUrl: string, token: string): Promise<string> {
  const cookieOf = (answer: Response, name: string): string =>
    answer.headers
      .getSetCookie()
      .flatMap((set) => set.split(';')[0] ?? [])
      .find((set) => set.startsWith(`${name}=`) && set.length > name.length + 1) ?? '';
  const page = await fetch(`${consoleUrl}/sign-in`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const signedIn = await fetch(`${consoleUrl}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookieOf(page, 'tocsin-start') },
    body: new URLSearchParams({ csrf, token }).toString(),
  });
  if (signedIn.status !== 303) throw new Error(`sign-in: ${signedIn.status}`);
  return cookieOf(signedIn, 'tocsin');
}

/** What a browser makes of both pages, also while their parts are replaced by newer ones. */
async function looked(consoleUrl: string, cookie: string, id: string): Promise<{ board: Seen; incident: Seen }> {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: new URL(consoleUrl).origin }]);
    const page = await context.newPage();
    const look = async (path: string): Promise<Seen> => {
      await page.goto(`${consoleUrl}${path}`);
      return page.evaluate<Seen>(`new Promise((done) => {
        const seen = { lcp: 0, tbt: 0, longestTask: 0 };
        new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => { for (const e of list.getEntries()) { seen.tbt += e.duration - 50; seen.longestTask = Math.max(seen.longestTask, e.duration) } }).observe({ type: 'longtask', buffered: true });
        document.dispatchEvent(new Event('visibilitychange'));
        setTimeout(() => done(seen), 3000);
      })`);
    };
    await look('');
    return { board: await look(''), incident: await look(`/incidents/${id}`) };
  } finally {
    await browser.close();
  }
}

const times = (a: Spread, b: Spread): number => a.median / b.median;

/** The board's figures beside their limits: what it weighs is counted, what depends on the machine is a goal. */
export function judgedBoard({ script: js, style: css, firstByte: b, seen }: Board): Judged[] {
  const limit = { kind: 'limit' as const, unit: '' };
  const goal = { kind: 'goal' as const, unit: '' };
  const pages = seen === undefined ? [] : Object.entries(seen);
  return [
    { ...limit, what: 'board, script, bytes compressed', figure: js, most: 10_000 },
    { ...limit, what: 'board, style, bytes compressed', figure: css, most: 10_000 },
    {
      ...goal,
      what: 'board, 1,000 incidents: first byte, times the board with none',
      figure: times(b.full, b.empty),
      most: 3,
    },
    ...pages.flatMap(([page, { lcp, tbt, longestTask }]) => [
      { ...goal, what: `${page}: largest contentful paint`, figure: Math.round(lcp), most: 1200, unit: 'ms' },
      { ...goal, what: `${page}: total blocking time`, figure: Math.round(tbt), most: 50, unit: 'ms' },
      { ...goal, what: `${page}: longest task beyond 50 ms`, figure: Math.round(longestTask), most: 50, unit: 'ms' },
    ]),
  ];
}

export const boardReport = ({ firstByte: b }: Board): string =>
  table(
    ['first byte, ms', 'median', 'min', 'max'],
    (
      [
        ['the form of a declaration, nothing open', b.form],
        ['the board, nothing open', b.empty],
        ['the form of a declaration, 1,000 incidents', b.formFilled],
        ['the board, 1,000 incidents, 200 of them open', b.full],
        ['an incident with a timeline of 2,000 lines', b.incident],
      ] as const
    ).map(([what, { median, min, max }]) => [what, ...[median, min, max].map(Math.round)]),
  );
