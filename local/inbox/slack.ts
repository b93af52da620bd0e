import * as z from 'zod';
import { chatMethods } from './slack-chat.ts';
import { conversationMethods } from './slack-conversations.ts';
import { type Method, SlackSaysNo, SlackSaysWait } from './slack-method.ts';
import { makeRoom, self } from './slack-rooms.ts';
import type { Desk } from './state.ts';
import { json, jsonOf, type WireRequest, type WireResponse } from './wire.ts';

/** Slack's Web API: it answers 200 and says in the body whether it did what was asked. */
export const slackApi = (desk: Desk) => {
  for (const name of desk.world.slackChannels ?? []) {
    const bare = name.replace(/^#/, '');
    if (!desk.state.slack.rooms.some((room) => room.name === bare)) makeRoom(desk, bare, false);
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
    ...chatMethods(desk),
    ...conversationMethods(desk),
  };

  const argsOf = ({ method, path, headers, body }: WireRequest): Record<string, unknown> | undefined => {
    if (method === 'GET') return Object.fromEntries(new URLSearchParams(path.split('?')[1]));
    if (/^application\/json/i.test(headers['content-type'] ?? '')) {
      return z.record(z.string(), z.unknown()).safeParse(jsonOf(body)).data;
    }
    return Object.fromEntries(new URLSearchParams(body));
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
      return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(error.seconds) });
    }
  };
};
