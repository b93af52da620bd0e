import * as z from 'zod';
import { docsPage } from '../api/docs-page.ts';
import { operation } from '../api/operation.ts';

/** The API's page for people. */
export const getDocs = operation({
  name: 'getDocs',
  method: 'get',
  path: '/docs',
  role: 'anybody',
  summary: 'Get a page that lists all operations',
  answers: { status: 200, description: 'All operations', other: { 'text/html': z.string() } },
  run: (_, { operations }) => docsPage(operations),
  cli: { none: 'a page for browsers; `tocsin --help` lists the same' },
});
