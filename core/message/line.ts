import * as z from 'zod';

/** Words of the timeline, as the contract lists them, and `signal` `note` `run` for what stands beside them. */
export const Kind = z.enum([
  'opened',
  'severity',
  'page',
  'escalation',
  'message',
  'update-due',
  'acknowledged',
  'role',
  'decision',
  'status',
  'mitigation',
  'verification',
  'recovered',
  'resolved',
  'reopened',
  'closed',
  'deadline-missed',
  'review',
  'action-item',
  'digest',
  'signal',
  'note',
  'run',
]);
export type Kind = z.infer<typeof Kind>;

const Text = z.string();

/** One line of an incident's timeline. `kind`, `to`, `channel` and `because` are for everybody; the typed fields after them are for programs. */
export const Line = z
  .object({
    at: Text,
    seconds: z.number().meta({ description: 'Since the opening, in the playbook’s time' }),
    kind: Kind,
    to: Text.optional().meta({ description: 'Target of the playbook and the person: `engineering_manager/ana`' }),
    channel: Text.optional().meta({ description: 'The channel that accepted it, or failed' }),
    because: Text.meta({ description: 'The reason, with the place of the rule' }),
    by: Text.optional().meta({ description: 'The person who did it' }),
    target: Text.optional(),
    person: Text.optional(),
    targets: z.array(Text).optional(),
    role: Text.optional(),
    place: Text.optional(),
    template: Text.optional(),
    rule: Text.optional(),
    level: z.number().optional(),
    severity: Text.optional(),
    status: Text.optional(),
    signal: Text.optional().meta({ description: 'Title of the signal' }),
    audience: Text.optional(),
    update: z.enum(['first', 'update', 'final', 'summary']).optional(),
    missed: z.enum(['respond', 'resolve', 'communicate']).optional(),
    within: Text.optional(),
    question: Text.optional(),
    option: Text.optional(),
    step: Text.optional(),
    outcome: z
      .enum([
        'started',
        'asked',
        'done',
        'failed',
        'unknown',
        'undo',
        'requested',
        'verified',
        'passed',
        'reset',
        'restarted',
        'exhausted',
        'fixed',
        'recovered',
        'false-alarm',
        'duplicate',
        'scheduled',
        'written',
        'published',
        'changed',
      ])
      .optional(),
    passes: z.number().optional().meta({ description: 'Passes in a row so far' }),
    item: Text.optional(),
    meetingAt: Text.optional(),
    previous: Text.optional(),
    run: z.number().optional(),
  })
  .meta({ id: 'TimelineItem' });
export type Line = z.infer<typeof Line>;
