import type { Notice } from '../playbook/communication.ts';

const OF = '{{ incident.severity }} {{ incident.id }}';
const LINK = '\n{{ links.incident }}';
const because = '{% if because %}: {{ because }}{% endif %}';

/**
 * The words of the engine's own notices, by the moment at which they are told. A file of that name in a playbook's templates/ takes the place
 * of one.
 */
export const NOTICES: Readonly<Record<Notice, string>> = {
  opened: `${OF} is open: {{ incident.title }}{% if incident.serviceTitle %} ({{ incident.serviceTitle }}){% endif %}
Rated {{ incident.severity }}: {{ incident.severityBecause }}${LINK}`,
  joined: `Another alarm has joined ${OF}${because}`,
  'room-opened': `Room of ${OF}: {{ incident.title }}
{{ room.purpose }}
{% if room.bridge %}Voice: {{ room.bridge }}
{% endif %}{{ links.incident }}`,
  assessed: `${OF} is rated {{ incident.severity }}: {{ incident.severityBecause }}
{{ incident.title }}${LINK}`,
  acknowledged: '{{ incident.id }} is acknowledged by {{ incident.acknowledgedBy }}',
  'severity-changed': '{{ incident.id }} is {{ incident.severity }} now: {{ incident.severityBecause }}',
  'status-changed': `{{ incident.id }} is {{ incident.status }} now${because}`,
  'role-taken': `{{ incident.id }}${because}`,
  escalated: `{% if incident.resolved or incident.ended %}About{% else %}Escalation of{% endif %} ${OF}: {{ incident.title }}
{{ incident.status }}, {% if incident.resolved or incident.ended %}lasted {{ incident.duration | span }}{% elsif incident.reopened %}open again since {{ incident.reopened | when }}{% else %}open for {{ incident.duration | span }}{% endif %}
{{ escalation.reason }}${LINK}`,
  'handed-back': `{{ incident.id }}${because}`,
  'target-missed':
    '{{ incident.id }} ({{ incident.severity }}) missed at {{ deadline.due | when }}: {{ deadline.what }}',
  'mitigation-started': '{{ incident.id }}: {{ mitigation.title }} has begun, chosen by {{ mitigation.by }}',
  'attempt-failed': `{{ incident.id }}: {{ mitigation.title }} did not succeed${because}`,
  'action-ended': `{{ incident.id }}: {{ action.title }}, which ran on after its plan was over, {% case action.outcome %}{% when 'succeeded' %}has succeeded{% when 'failed' %}has failed{% else %}has an unclear outcome and may still be running{% endcase %}{% if action.output != '' %}: {{ action.output }}{% endif %}`,
  'verification-failed': `{{ incident.id }}: the measurements do not hold${because}`,
  verified: `{{ incident.id }}: the measurements hold${because}`,
  unstable: `{{ incident.id }}: it is not stable yet${because}`,
  resolved: `{{ incident.id }} is resolved after {{ incident.duration | span }}${because}`,
  reopened: `${OF} is open again${because}${LINK}`,
  closed: `{{ incident.id }} is closed${because}`,
  ended: `{{ incident.id }} has ended without a remedy: {{ incident.endedAs }}${because}`,
  'review-scheduled': `The review of {{ incident.id }} is on {{ review.at | stamp }}${LINK}`,
  'review-published': `The review of {{ incident.id }} is published${LINK}`,
  'item-due': `{{ incident.id }}: action item {{ item.id }}, {{ item.title }} (owner {{ item.owner }}), is due on {{ item.due }}${LINK}`,
  'ticket-opened': `{{ incident.id }}${because}`,
  ticket: `{{ incident.title }}
{{ incident.severity }}, {{ incident.status }}${because}
{{ links.incident }}`,
  readiness: `{{ playbook.title }}: {{ readiness.text | default: readiness.id }}
{{ links.dashboard }}`,
  maintenance: `{% case maintenance.stands %}{% when 'cancelled' %}Cancelled: {% when 'moved' %}Moved: {% endcase %}Planned work {{ incident.id }} ({{ incident.severity }}): {{ incident.title }}
{{ maintenance.services | join: ', ' }}, {{ maintenance.from | stamp }} to {{ maintenance.until | stamp }}
{{ links.incident }}`,
  handover: `{{ playbook.title }}: {{ handover.to | default: 'nobody' }} is on call for {{ handover.rotation }} from {{ handover.at | stamp }} to {{ handover.until | stamp }}{% if handover.from %}, after {{ handover.from }}{% endif %}
{% if readiness.text %}{{ readiness.text }}
{% endif %}{{ links.dashboard }}`,
  'run-died':
    '{{ incident.id }}: the machinery that drives this incident has stopped and is being started again. Pages and deadlines go on.',
  'question-asked': `{{ incident.id }}: {{ question.text }}
{% for option in question.options %}- {{ option }}
{% endfor %}{% if question.times > 1 %}Asked {{ question.times }} times by now.
{% endif %}{{ links.incident }}`,
  'task-given': `{{ incident.id }}: for {{ work.for }}{% unless work.held %}, which nobody is yet{% endunless %}
{% for task in work.tasks %}- {{ task.text }}{% if task.due %} (by {{ task.due | when }}){% endif %}{% if task.prepared %}
{{ task.prepared | block | raw }}{% endif %}
{% endfor %}{% if work.more > 0 %}and {{ work.more }} more
{% endif %}{{ links.incident }}`,
  'facts-asked': `{{ incident.id }}: {{ work.for }}{% unless work.held %}, which nobody is yet,{% endunless %} is asked to state{% if work.due %} by {{ work.due | when }}{% endif %}
{% for fact in work.facts %}- {{ fact.title }} ({{ fact.form }})
{% endfor %}{% if work.times > 1 %}Asked {{ work.times }} times by now.
{% endif %}{{ links.incident }}`,
  'approval-asked': `{{ incident.id }}: {{ approval.for }}{% unless approval.held %}, which nobody is yet,{% endunless %} is asked to approve rule {{ approval.rule }}
{{ approval.text | raw }}
{% if approval.times > 1 %}Asked {{ approval.times }} times by now.
{% endif %}{{ links.incident }}`,
  digest: `{{ playbook.title }}, digest {{ digest.name }}: {{ digest.lines.size | plus: digest.more }} {% if digest.lines.size == 1 and digest.more == 0 %}incident{% else %}incidents{% endif %}
{% for line in digest.lines %}- {{ line.severity }} {{ line.id }} {{ line.title }}: {{ line.status }}, opened {{ line.opened | stamp }}
{% endfor %}{% if digest.more > 0 %}and {{ digest.more }} more
{% endif %}{{ links.dashboard }}`,
  'update-due': `{{ incident.id }}: {{ deadline.what }} is due by {{ deadline.due | when }}${LINK}`,
};
