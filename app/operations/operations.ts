import * as z from 'zod';
import { documentOf } from '../api/document.ts';
import { json, type Operation } from '../api/operation.ts';
import { docsPage } from '../api/page.ts';
import { doing } from './acts.ts';
import { itemOperations } from './items.ts';
import { reading } from './reading.ts';

let document: ReturnType<typeof documentOf> | undefined;

const open: Operation[] = [
  {
    method: 'get',
    path: '/openapi.json',
    who: 'anybody',
    summary: 'This document',
    gives: { status: 200, description: 'OpenAPI 3.1', content: { 'application/json': z.looseObject({}) } },
    run: () => {
      document ??= documentOf(operations);
      return json(document);
    },
  },
  {
    method: 'get',
    path: '/docs',
    who: 'anybody',
    summary: 'A page for people',
    gives: { status: 200, description: 'All operations', content: { 'text/html': z.string() } },
    run: () => docsPage(operations),
  },
  {
    method: 'get',
    path: '/health',
    who: 'anybody',
    summary: 'Whether the API lives',
    gives: {
      status: 200,
      description: 'It lives',
      content: { 'application/json': z.object({ status: z.literal('ok') }) },
    },
    run: () => json({ status: 'ok' }),
  },
];

/** Everything that the API does; what does not stand here is refused. */
export const operations: readonly Operation[] = [...reading, ...doing, ...itemOperations, ...open];
