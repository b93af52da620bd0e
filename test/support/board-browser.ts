import { registry } from '#app/operations/registry';
import { api } from '#lambdas/api/app';
import { signIn } from '#test/board';
import type { Story } from '#test/story';

/** A browser of somebody who is signed in, without any script. */
export async function browserOf(story: Story, token: string) {
  const app = api(story.world.ports, registry, { board: signIn });
  const cookies = new Map<string, string>();
  const ask = async (path: string, form?: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.request(path, {
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString() }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    await story.world.clock.settle();
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const csrfIn = (text: string): string => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const first = await ask('/console/sign-in');
  const signedIn = await ask('/console/sign-in', { csrf: csrfIn(first.text), token });
  return { ask, signedIn, csrf: async () => csrfIn((await ask('/console')).text) };
}
