import * as z from 'zod';
import { notAllowed, notFound } from '../../fakes/refusals.ts';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import type { ChannelFake, FakeDesk } from '../fake.ts';
import { chatMethods } from './fake-chat.ts';
import { conversationMethods } from './fake-conversations.ts';
import { type Method, SlackSaysNo, SlackSaysWait } from './fake-method.ts';
import { makeRoom, self } from './fake-rooms.ts';
import { workspaceOf } from './fake-workspace.ts';

const rateLimited = (seconds: number) =>
  json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) });

const argsOf = ({ method, path, headers, body }: WireRequest): Record<string, unknown> | undefined => {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(path.split('?')[1]));
  if (/^application\/json/i.test(headers['content-type'] ?? '')) {
    return z.record(z.string(), z.unknown()).safeParse(jsonOf(body)).data;
  }
  return Object.fromEntries(new URLSearchParams(body));
};

/** Slack answers 200 and says in the body whether it did what was asked. */
const webApi = (desk: FakeDesk) => {
  const workspace = workspaceOf(desk);
  for (const name of workspace.settings.channels ?? []) {
    const bare = name.replace(/^#/, '');
    if (!workspace.memory.rooms.some((room) => room.name === bare)) makeRoom(workspace, bare, false);
  }
  const methods: Record<string, Method> = {
    'auth.test': () => ({
      url: 'https://tocsin.slack.com/',
      team: 'Tocsin',
      user: 'tocsin',
      team_id: 'T0TOCSIN',
      user_id: self,
      bot_id: 'B0TOCSIN',
    }),
    ...chatMethods(workspace),
    ...conversationMethods(workspace),
  };

  return (method: string, request: WireRequest): WireResponse => {
    const no = (error: string, more: Record<string, unknown> = {}) => json(200, { ok: false, error, ...more });
    const { token: formToken, ...args } = argsOf(request) ?? { token: undefined };
    const token = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? formToken;
    const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!known) return no('unknown_method', { req_method: method });
    if (typeof token !== 'string' || token === '') return no('not_authed');
    if (!/^xox[a-z.]*-\S+$/.test(token)) return no('invalid_auth');
    if (argsOf(request) === undefined) return no('invalid_json');
    try {
      return json(200, { ok: true, ...known(args) });
    } catch (error) {
      if (error instanceof SlackSaysNo) return no(error.message, error.more);
      if (!(error instanceof SlackSaysWait)) throw error;
      return rateLimited(error.seconds);
    }
  };
};

/** Slack's Web API (docs.slack.dev), below /slack. */
export const fake: ChannelFake = {
  look: { sign: '💬', tone: '#7c3aed' },
  takes: ({ path }) => firstSegment(path) === 'slack',
  mostBytes: 2 * megabyte,
  serve(desk) {
    const api = webApi(desk);
    return (request, { segments: [, second, method, ...more] }) => {
      if (second !== 'api' || method === undefined || more.length > 0) return notFound();
      return ['GET', 'POST'].includes(request.method) ? api(method, request) : notAllowed('POST');
    };
  },
  failures: {
    '500': () => ({
      status: 500,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><title>Server Error</title>',
    }),
    '429': rateLimited,
    'ok-false': () => json(200, { ok: false, error: 'fatal_error' }),
  },
  secret: () => 'xoxb-000000000000-local',
  endpoints: (inbox) => ({ slack: `${inbox}/slack/api/` }),
};
