import type { Notice } from '#app/outbox/message';
import { plain } from '#core/message/plain-text';
import { cut, line } from '../wording.ts';
import type { InAppPlace } from './place.ts';

/** UTF-16 units of a title and of a text. */
export const mostTitle = 200;
export const mostText = 2_000;

/** What an application shows of an incident; `status` is the public word, and absent where the playbook gives none. */
export interface InAppNotice {
  id: string;
  severity: string;
  impact: 'none' | 'minor' | 'major' | 'critical';
  status?: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  services: readonly string[];
  title: string;
  text: string;
  link?: string;
}

export function bodyOf(message: Notice, { link }: Pick<InAppPlace, 'link'>): InAppNotice {
  const { incidentId, severity, services, subject, text } = message;
  const { status, impact } = message.public;
  return {
    id: incidentId,
    severity,
    impact,
    ...(status === undefined ? {} : { status }),
    services,
    title: line(subject, mostTitle) || incidentId,
    text: cut(plain(text), mostText),
    ...(link === undefined ? {} : { link }),
  };
}
