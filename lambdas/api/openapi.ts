import * as z from 'zod';
import { Problem } from './problem.ts';
import { type Act, bodies } from './shapes.ts';

const acts: Record<Act, string> = {
  declare: 'Declares an incident; responder',
  acknowledge: 'Acknowledges: what runs while unacknowledged is silenced; responder',
  escalate: 'Pages a level, or any person, role or rotation; responder',
  responders: 'Pages somebody to help; responder',
  notes: 'Adds a note, facts, or ticks a checklist item; responder',
  updates: 'Sends an update to an audience; responder',
  severity: 'Changes the severity; commander',
  roles: 'Gives a role to a person; commander',
  decisions: 'Answers the open question; commander',
  resolve: 'Says that it is fixed (verification starts), or ends it; commander',
  reopen: 'Opens it again; commander',
  merge: 'Ends it as a duplicate of another; commander',
};
interface Operation {
  summary: string;
  [part: string]: unknown;
}

/** The OpenAPI 3.1 document, made from the schemas that the requests are parsed with. */
export function openapi(): {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, Operation>>;
  [part: string]: unknown;
} {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const failures = {
    '400': answer('Some fields are wrong; all are named', problemRef),
    '401': { description: 'No token' },
    '403': answer('The role does not reach', problemRef),
    '404': answer('Not there', problemRef),
    '409': answer('Makes no sense in the present state', problemRef),
    '422': answer('Not what the playbook knows, or another body under the same Idempotency-Key', problemRef),
  };
  const get = (summary: string, parameters: object[] = []): Operation => ({
    summary,
    parameters,
    responses: { '200': { description: 'ok' }, ...failures },
  });
  const post = (act: Act): Operation => ({
    summary: acts[act],
    parameters: [
      ...(act === 'declare' ? [] : [id]),
      { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 128 } },
      { name: 'If-Match', in: 'header', schema: { type: 'string' } },
    ],
    requestBody: {
      required: act !== 'acknowledge',
      content: { 'application/json': { schema: z.toJSONSchema(bodies[act], { io: 'input' }) } },
    },
    responses: {
      [act === 'declare' ? '201' : '200']: { description: 'The incident' },
      '412': answer('Changed meanwhile', problemRef),
      ...failures,
    },
  });
  const paths: Record<string, Record<string, Operation>> = {
    '/health': { get: { summary: 'Whether it lives', security: [], responses: { '200': { description: 'ok' } } } },
    '/v1/incidents': { get: get('Lists incidents, the newest first'), post: post('declare') },
    '/v1/incidents/{id}': { get: get('One incident', [id]) },
    '/v1/incidents/{id}/timeline': { get: get('Its timeline', [id]) },
    '/v1/incidents/{id}/report': { get: get('Its report in Markdown', [id]) },
    '/v1/on-call': { get: get('Who is on call, now or at `at`') },
    '/v1/metrics': { get: get('Mean times by severity') },
    '/v1/action-items': { get: get('Action items by their due date') },
  };
  for (const act of Object.keys(bodies).filter((a): a is Act => a !== 'declare'))
    paths[`/v1/incidents/{id}/${act}`] = { post: post(act) };
  return {
    openapi: '3.1.0',
    info: { title: 'Tocsin', version: '1', description: 'Incident response that a team owns in its own AWS account' },
    security: [{ bearer: [] }],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: z.toJSONSchema(Problem) },
    },
    paths,
  };
}

const problemRef = { $ref: '#/components/schemas/Problem' };
const answer = (description: string, schema: object): object => ({
  description,
  content: { 'application/problem+json': { schema } },
});
