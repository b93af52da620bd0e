/** Leaves whose pair is not looked for here, by why: what reads them stands outside of the core, and has tests of its own that differ by them. */
export const ELSEWHERE: readonly [leaves: RegExp, because: string][] = [
  [/^(playbook|people)\.version$|^runbook\.id$/, 'has one value alone: a constant, and the name of its file'],
  [
    /^playbook\.(checks|places)\.\*<[\w-]+>\.(?!title$|unit$|added$)|^action<|\.undo<[\w-]+>$/,
    'a field of a plugin: its contract tests in test/plugins send or read by it',
  ],
  [/^playbook\.detection\.rules\[\]\.cloudwatch\./, 'read by the construct: test/stacks/rule-alarms.test.ts'],
  [/^playbook\.detection\.rules\[\]\.matches\.\*$/, 'read where signals come in: test/stories/sources.test.ts'],
  [/^playbook\.detection\.mappings\./, 'read where signals come in: test/stories/sources.test.ts'],
  [/^runbook\.steps\[\]<act>\.timeout$/, 'read by whoever looks after an action: test/stories/actions.test.ts'],
  [
    /^chapter\[\]<do>\.do(\[\])?<run>\.run$|^runbook\.automatic$/,
    'proposed or started: test/stories/proposed-runbooks.test.ts',
  ],
  [/^playbook\.report\.others\./, 'a report of its own, of some incidents: test/stories/pampax.test.ts'],
  [/^playbook\.readiness\[\]\.(before|handover)$/, 'when a duty is handed over: test/stories/readiness.test.ts'],
  [/^chapter\[\]<do>\.before(\.\*)?$/, 'told before planned work begins: test/stories/maintenance.test.ts'],
];
export const isElsewhere = (leaf: string): boolean => ELSEWHERE.some(([leaves]) => leaves.test(leaf));
