import { NOTICES } from '#core/message/notices';
import { rulesOf } from '#core/rules/expand';
import type { Playbook } from '../schema.ts';

/** The templates that a playbook's messages name, and the notices that the engine sends by itself. */
export const templatesUsed = (playbook: Playbook): ReadonlySet<string | undefined> =>
  new Set<string | undefined>([
    ...Object.keys(NOTICES),
    ...playbook.updates.flatMap((update) => [update.template, update.final?.template]),
    ...rulesOf(playbook).flatMap((rule) =>
      rule.do.flatMap((action) => ('tell' in action || 'ticket' in action ? action.template : undefined)),
    ),
    playbook.report.template,
    ...Object.values(playbook.report.others).map(({ template }) => template),
    ...Object.values(playbook.digests).map(({ template }) => template),
    ...playbook.readiness.map((entry) => entry.do.template),
  ]);
