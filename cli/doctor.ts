import type { Finding } from '#app/doctor/finding';
import type { Connect } from './connection.ts';
import { Ends, exit } from './exit.ts';
import { type Output, say } from './words.ts';

/** Says what each channel lacks: of a playbook alone, or of a deployment where no directory is given. */
export async function doctor(path: string | undefined, options: Output & Connect): Promise<void> {
  const { findingText } = await import('#app/doctor/finding');
  const items = path === undefined ? await ofDeployment(options) : await ofPlaybook(path);
  say(options, { items }, () => items.map(findingText).join('\n'));
  const missing = items.filter(({ state }) => state === 'missing').length;
  if (missing > 0) throw new Ends(exit.failure, `${missing} missing`);
}

async function ofPlaybook(path: string): Promise<Finding[]> {
  const { diagnose } = await import('#app/doctor/diagnose');
  const { playbookAt } = await import('./playbook.ts');
  const { plugins, vocabularyOf } = await import('#plugins/registry');
  return diagnose({ ...playbookAt(path), vocabulary: vocabularyOf(plugins) });
}

async function ofDeployment(options: Connect): Promise<Finding[]> {
  const { request } = await import('./connection.ts');
  const { Finding } = await import('#app/doctor/finding');
  const z = await import('zod');
  const answer = await request(options, { method: 'get', path: '/v1/doctor', accept: 'application/json' });
  return z.object({ items: z.array(Finding) }).parse(answer).items;
}
