import * as z from 'zod';
import { linksOf } from './links.ts';
import type { Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { documentedRefusals } from './refusals.ts';
import { roles } from './roles.ts';
import { componentsOf, type SchemaOf } from './schema-of.ts';
import type { Words } from './words.ts';

const headers = {
  'Idempotency-Key': {
    description: 'For 7 days, the same key of a caller gets the same answer',
    schema: { type: 'string', maxLength: 255 },
  },
  'If-Match': {
    description: 'The ETag that the change is meant for',
    schema: { type: 'string' },
  },
  'If-None-Match': {
    description: 'The ETag that the caller has: an answer of the same version has no body',
    schema: { type: 'string' },
  },
};

/** The OpenAPI 3.1 document, made of the operations and the schemas that parse their requests; with words, requests name only those. */
export function documentOf(operations: readonly Operation[], words?: Words): object {
  const { schemaOf, components } = componentsOf();
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {};
    paths[operation.path] = methods;
    methods[operation.method] = pathItem(operation, operations, schemaOf, words);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tocsin', version: '1', description: 'Incident response that a team owns in its own AWS account' },
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `Roles are ${roles.join(', ')}; a deployment maps whole values of a claim to them, by default the groups of their names in cognito:groups. The role signed-in needs a token and no role`,
        },
      },
    },
  };
}

function pathItem(operation: Operation, all: readonly Operation[], schemaOf: SchemaOf, words?: Words): object {
  const { name, role, summary, body, answers, headers: heard = [] } = operation;
  const media = { ...(answers.json && { 'application/json': answers.json }), ...answers.other };
  const links = linksOf(operation, all);
  return {
    operationId: name,
    summary,
    ...(role === 'anybody' ? { security: [] } : { 'x-least-role': role }),
    parameters: parametersOf(operation, schemaOf),
    ...(body && {
      requestBody: {
        // a body without required fields may be left out altogether
        required: !body().safeParse({}).success,
        content: { 'application/json': { schema: schemaOf(body(words)) } },
      },
    }),
    responses: {
      [answers.status]: {
        description: answers.description,
        content: Object.fromEntries(Object.entries(media).map(([type, of]) => [type, { schema: schemaOf(of) }])),
        ...(Object.keys(links).length > 0 && { links }),
      },
      ...(heard.includes('If-None-Match') && { 304: { description: 'Unchanged since the version of If-None-Match' } }),
      ...documentedRefusals(operation, schemaOf(Problem), schemaOf),
    },
  };
}

function parametersOf({ path, query, headers: heard = [] }: Operation, schemaOf: SchemaOf): object[] {
  const inPath = path.includes('{id}')
    ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string', minLength: 1 } }]
    : [];
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]: [string, z.ZodType]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema),
  }));
  return [...inPath, ...inQuery, ...heard.map((name) => ({ name, in: 'header', required: false, ...headers[name] }))];
}
