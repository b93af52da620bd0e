/** The smallest playbook that says something of everything; cases spoil one line of it. */
export const small: Record<string, string> = {
  'playbook.yaml': `version: 2
name: small
title: Small shop
zone: Europe/Berlin
incidentId: INC-{yyyy}-{seq:3}
calendars:
  office: { days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00' }
businessCalendar: office
services:
  shop: { title: Shop, critical: true }
bases:
  prometheus: { title: Prometheus }
severities:
  - id: SEV1
    names: [Critical]
    targets: { respond: 5m, resolve: 1h }
  - id: SEV2
    names: [Low]
    pagesNobody: { owner: lead }
statuses:
  opened: investigating
  mitigating: { word: fixing, public: identified }
  attemptFailed: investigating
  verificationFailed: investigating
  verified: monitoring
  unstable: monitoring
  resolved: resolved
  closed: closed
  ended: resolved
detection:
  rules:
    - { id: errors, title: Errors, threshold: { above: 5 }, for: 5m, severity: SEV2, higher: [{ above: 20, severity: SEV1 }], runbook: restart }
  otherwise: { severity: SEV2 }
  group: service
  recovery: { does: verify }
checks:
  health: { kind: http, title: Health, service: shop, path: /health }
  errors: { kind: promql, title: Errors, base: prometheus, query: errors }
triage:
  snapshot: [health]
  count:
    of: [health, errors]
    bands:
      - { atLeast: 1, severity: SEV1 }
      - { atLeast: 0, severity: SEV2 }
roles:
  - { id: IC, title: Commander, takenBy: acknowledger }
  - { id: CL, title: Communications }
escalation:
  # at once, and once nobody has answered
  - { id: first, if: { severity: SEV1 }, unless: acknowledged, do: { page: primary } }
  - { id: second, if: { severity: SEV1 }, after: 15m, unless: acknowledged, do: [{ page: lead }, { tell: incidents }] }
levels:
  - { level: 1, title: management, contacts: [lead], notice: incidents }
communication:
  - { id: opened, on: opened, do: { tell: incidents } }
  - { id: status, on: mitigation-started, do: { tell: status, template: status } }
places:
  incidents: { tool: slack, channel: '#incidents', thread: true, secret: slack }
  status: { tool: statuspage, page: shop, secret: statuspage, public: true }
fallback: incidents
updates:
  - { id: team, title: the team, to: incidents, writer: [CL, IC], template: update, if: { severity: SEV1 }, every: 15m, fields: [{ id: news, title: News }] }
choice:
  ask: IC
  text: Which way?
  again: 1h
  options:
    - { id: restart, title: Restart, runbook: restart }
verification:
  settle: 60s
  pass:
    - { id: healthy, check: health, atLeast: 1 }
    - { id: few-errors, check: errors, below: 2 }
  stability: { interval: 60s, total: 10m, passes: 5 }
  exhausted: { ask: IC, again: 1h }
items:
  horizons: { soon: 1w }
  samples:
    - { title: Alerts, priority: high, owner: lead, due: 1w, category: monitoring, horizon: soon }
facts:
  users: { title: Users affected, type: number }
  data-lost: { title: Data lost, type: flag }
`,
  'people.yaml': `version: 2
people:
  alice: { name: Alice, phone: +1-555-0111, email: alice@shop.example, channels: [sms, email] }
  bob: { name: Bob, email: bob@shop.example, channels: [email] }
rotations:
  weekly: { zone: Europe/Berlin, shift: 1w, handover: { day: mon, time: '09:00' }, starts: '2026-01-05', members: [alice, bob] }
targets:
  primary: { title: On call, rotation: weekly }
  lead: { title: Lead, person: alice }
overrides:
  - { rotation: weekly, person: bob, from: '2026-03-10T08:00:00Z', to: '2026-03-11T08:00:00Z' }
`,
  'runbooks/restart.yaml': `id: restart
title: Restart
steps:
  - { id: restart, title: Restart, act: { kind: http, base: shop, path: /restart }, timeout: 300s }
`,
  'templates/opened.liquid': '{{ incident.severity }} {{ incident.title }}\n',
  'templates/escalated.liquid': '{{ incident.id }}: {{ escalation.reason }}\n',
  'templates/status.liquid': 'subject: Trouble\nWe work on {{ incident.serviceTitle }}.\n',
  'templates/update.liquid': '{{ update.news | raw }}\n',
};
