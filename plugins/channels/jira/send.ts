import * as z from 'zod';
import type { Outgoing, Receipt } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { Undeliverable } from '#core/errors';
import type { ChannelPorts } from '../channel.ts';
import { comment, type Found, type Kept, look, madeFor, markOf, move, open } from './issue.ts';
import { JiraPlace } from './place.ts';
import { askAt } from './web.ts';

/** `JIRA_URL`: where every site is, in place of its own address. */
const Environment = z.object({ JIRA_URL: z.string().optional() });

/** What the issue is to be after a message. News after the end, such as that of the review, open nothing again. */
const keptAfter = (message: Outgoing, place: JiraPlace, issue: Found | undefined): Kept => {
  const before = issue?.kept;
  const { incidentId, key, cycle, severity } = message;
  const was = before?.state ?? 'open';
  const reopened = before !== undefined && cycle > before.cycle;
  const over = message.kind === 'notice' && message.over;
  const state = over ? 'resolved' : reopened ? 'reopened' : was;
  const moves = state !== was || reopened;
  const from = issue?.status === undefined ? {} : { from: issue.status };
  return { incidentId, place: markOf(place), key, cycle, severity, state, moves, ...from };
};

/** Jira: one issue for an incident and place. Its first message opens the issue, the later ones are comments; severity and end are followed. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { JIRA_URL: url } = Environment.parse(env);
  const web = http(url === undefined ? [] : [url]);
  return {
    async send(message, to, refs): Promise<Receipt> {
      if (!('place' in to)) throw new Undeliverable('Jira reaches projects, not persons');
      const place = JiraPlace.parse(to.place);
      const ask = askAt(web, url ?? place.base, place, (await secrets.get(place.secret)).trim());

      const id = refs['jiraIssue'];
      let issue: Found | undefined;
      if (id !== undefined) issue = await look(ask, id);
      else if (message.mayBeRepeat) issue = await madeFor(ask, place, message.incidentId);

      const again = issue?.kept?.key === message.key;
      const kept = again && issue?.kept !== undefined ? issue.kept : keptAfter(message, place, issue);
      if (issue === undefined) issue = await open(ask, place, message, kept);
      else if (!again) await comment(ask, place, issue, message, kept);
      const wanted = kept.state === 'open' ? undefined : place.transitions[kept.state];
      if (kept.moves && wanted !== undefined) await move(ask, issue, wanted, kept.from);
      return {
        providerId: issue.key,
        ref: { jiraIssue: issue.id },
        shown: `${issue.key} ${place.base.replace(/\/+$/, '')}/browse/${issue.key}`,
      };
    },
  };
};
