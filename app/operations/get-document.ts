import * as z from 'zod';
import { documentOf } from '../api/document.ts';
import { json, operation } from '../api/operation.ts';

/** The API's own description. */
export const getDocument = operation({
  name: 'getDocument',
  method: 'get',
  path: '/openapi.json',
  role: 'anybody',
  summary: 'Get this document',
  answers: { status: 200, description: 'OpenAPI 3.1', json: z.looseObject({}) },
  run: (_, { operations }) => json(documentOf(operations)),
  cli: { none: 'generators of clients read it; docs/openapi.json is the same' },
});
