import * as z from 'zod';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { megabyte, problem, routeOf, type WireAnswer, type WireHead, type WireRequest } from '#plugins/fakes/wire';
import { plugins } from '#plugins/registry';
import { deskOf } from './desk.ts';
import { type ActiveFault, FaultRequest, failureOf, faultBoard } from './faults.ts';
import { chosen, type Filter, filterOver, type Message } from './message.ts';
import { ownRoutes } from './own-routes.ts';
import { sideFor, sidesOf } from './sides.ts';
import { emptyState, type State } from './state.ts';

export interface InboxOptions {
  /** The channels whose other side this is; all that ship with the product where none are given. */
  channels?: readonly ChannelPlugin[];
  /** What each channel's fake is told before anybody speaks to it, by the name of the channel. */
  settings?: Readonly<Record<string, unknown>>;
  now?: () => Date;
  /** The state of an earlier inbox; this one continues to write to it. */
  state?: State;
  /** Called after every change of state. */
  changed?: () => void;
  /** Visits the address that confirms a subscription. */
  visit?: (url: string) => void;
  /** Takes the events that providers of AWS put on the account's bus. */
  tell?: (event: Record<string, unknown>) => void;
}
export interface Inbox {
  /** Answers one request. Never waits: a silent channel says `hanging`, and the caller asks again. */
  handle: (request: WireRequest) => WireAnswer;
  messages: (filter?: Filter) => Message[];
  fault: (channel: string, fault: FaultRequest) => ActiveFault;
  mend: (channel: string) => boolean;
  faults: () => ActiveFault[];
  /** Whether a request goes to a channel that refuses connections at the moment: then none of it is read. */
  refuses: (head: WireHead) => boolean;
  /** The most bytes that the body of a request may have. */
  mostBytes: (head: WireHead) => number;
}

const mostBytesOfOwn = 2 * megabyte;
const badAddress = () =>
  problem(400, 'Invalid address', [{ path: '', message: 'the address is not encoded correctly' }]);

/** The counterpart of every channel, without a socket: accepts requests as the providers do and keeps what was sent. */
export const createInbox = async (options: InboxOptions = {}): Promise<Inbox> => {
  const { channels = plugins.channels, settings = {}, now = () => new Date(), state = emptyState() } = options;
  const { changed = () => {}, visit = () => {}, tell = () => {} } = options;
  const loses = (channel: string): boolean => faults.of(channel)?.mode === 'undelivered';
  const ground = { now, state, changed, visit, tell, loses };
  const sides = await sidesOf(channels, (channel) => deskOf(ground, channel, settings[channel]));
  const names = sides.map(({ channel }) => channel);
  const Channel = z.enum(names);
  const Filter = filterOver(names);
  const strange = Object.keys(settings).filter((name) => !names.includes(name));
  if (strange.length > 0)
    throw new Error(`settings are given for ${strange.join(', ')}: known are ${names.join(', ')}`);
  const faults = faultBoard(now, names);
  const own = ownRoutes({ sides, faults, messages: () => state.messages });

  return {
    handle(request) {
      const route = routeOf(request.path);
      const side = sideFor(sides, request);
      if (side === undefined) return route === undefined ? badAddress() : own(request, route);
      const fault = faults.of(side.channel);
      const serve = (): WireAnswer => (route === undefined ? badAddress() : side.serve(request, route));
      switch (fault?.mode) {
        case undefined:
        case 'undelivered':
          return serve();
        case 'refuse':
          return { broken: 'refused' };
        case 'hang':
          return { broken: 'hanging' };
        case 'lost-answer':
          serve();
          return { broken: 'lost' };
        case '500':
        case '429':
        case 'ok-false':
          return failureOf(side.fake, fault.mode, fault, now());
      }
    },
    refuses(head) {
      const side = sideFor(sides, head);
      return side !== undefined && faults.of(side.channel)?.mode === 'refuse';
    },
    mostBytes: (head) => sideFor(sides, head)?.fake.mostBytes ?? mostBytesOfOwn,
    messages: (filter = {}) => structuredClone(chosen(state.messages, Filter.parse(filter))),
    fault: (channel, fault) => faults.set(Channel.parse(channel), FaultRequest.parse(fault)),
    mend: (channel) => faults.mend(channel),
    faults: () => faults.all(),
  };
};
