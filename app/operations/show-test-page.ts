import { TestPage } from '#app/outbox/send-test-page';
import { keys } from '#app/store/keys';
import { NotFound } from '#core/errors';
import { json, operation } from '../api/operation.ts';
import { ShownTestPage, shownTestPage } from '../api/test-page.ts';

/** What became of one's own test page. */
export const showTestPage = operation({
  name: 'showTestPage',
  method: 'get',
  path: '/v1/test-pages/{id}',
  role: 'responder',
  summary: 'Show what became of your test page on each channel',
  answers: { status: 200, description: 'The test page', json: ShownTestPage },
  async run(ports, { id, caller }) {
    const known = /^[A-Za-z0-9_-]{1,64}$/.test(id) ? await ports.table.get(keys.testPage(id)) : undefined;
    const test = TestPage.safeParse(known?.['test']).data;
    // another person's is none of the caller's business
    if (test === undefined || test.person !== caller.name)
      throw new NotFound(`you have no test page ${id.slice(0, 64)}`);
    return json(shownTestPage(ports.deployed, test));
  },
  cli: { none: 'test-page waits and shows it' },
});
