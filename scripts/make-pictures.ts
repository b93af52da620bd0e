import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Signal } from '#core/incident/signal';
import { signIn } from '#test/board';
import { executablePath, launch } from '#test/browser';
import { pageServer } from '#test/page-server';
import { linksOf, wokenAt } from '#test/woken';

/**
 * Makes the two pictures of the README, `docs/images/`: what a woken person sees on a phone, and the board. Run it again after the pages
 * have changed: `node scripts/make-pictures.ts`; it needs a Chromium, as the browser tests do.
 */
const images = fileURLToPath(new URL('../docs/images', import.meta.url));
if (executablePath === undefined) {
  process.stderr.write('no Chromium on this machine: install one, or name it in CHROMIUM\n');
  process.exit(1);
}

/** Alarms of two other services: nobody has to imagine a board with more than one line. */
const others: Signal[] = [
  { title: 'Service down', service: 'notification-service', rule: 'service-down', summary: 'its health check fails' },
  { title: 'Search is slow', service: 'tracklist-service', summary: 'half of the searches take 4 s' },
].map((said) => ({
  source: 'cloudwatch',
  key: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${said.title}`,
  state: 'firing',
  at: '2026-03-11T14:04:00.000Z',
  began: '2026-03-11T14:03:00.000Z',
  ...said,
}));

const story = await wokenAt('14:04');
const first = story.id;
// triage of the first has seen what is down: the others are rated by their own rules
story.world.demoService.setState({ components: {}, errorRate: 0.4, p95Ms: 900 });
for (const signal of others) {
  const { incidentId = '' } = await story.signal(signal);
  await story.until('14:06');
  story.id = incidentId;
  await story.say({ do: 'acknowledge', by: signal === others[0] ? 'bob' : 'selma', way: 'link' });
}
story.id = first;
await story.until('14:09');
const [link] = linksOf(story, 'alice');
if (link === undefined) throw new Error('alice has no link');

const server = await pageServer(story.world, signIn);
const browser = await launch();
try {
  mkdirSync(images, { recursive: true });
  const look = { colorScheme: 'light', reducedMotion: 'reduce' } as const;
  const phone = await browser.newPage({
    ...look,
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  await phone.goto(`${server.url}${link}`);
  await phone.screenshot({ path: `${images}/page.png` });
  const desk = await browser.newPage({ ...look, viewport: { width: 1180, height: 740 } });
  await desk.goto(`${server.url}/console`);
  await desk.getByLabel('Token').fill('admin ana');
  await desk.getByRole('button', { name: 'Sign in' }).click();
  await desk.waitForURL(/console$/);
  await desk.screenshot({ path: `${images}/board.png` });
} finally {
  await browser.close();
  await server.close();
}
process.stdout.write(`${images}/page.png\n${images}/board.png\n`);
