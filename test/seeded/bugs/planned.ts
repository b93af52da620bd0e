import type { Kindless } from './bug.ts';

/** Planned work, runbooks that rules run, and duties that are handed over. */
export const planned: Kindless[] = [
  {
    name: 'an alarm of planned work rates it at once',
    breaks: 'language 25: signals of the services join the work; decision 38: they rate nothing before its end',
    file: 'core/incident/rating.ts',
    right: '!expects(i, now) && raises(i, playbook, given);',
    wrong: 'raises(i, playbook, given) || now < 0;',
    hunters: ['test/stories/maintenance.test.ts > alarms of its services join'],
  },
  {
    name: 'what still fires at the end of planned work wakes nobody',
    breaks: 'decision 38: alarms that still fire at the end rate it',
    file: 'core/incident/window.ts',
    right: "if (worst !== undefined && raises(t.state, t.playbook, worst)) changeSeverity(t, worst, 'rule', said);",
    wrong: '',
    hunters: ['test/stories/maintenance.test.ts > alarms that fire at its end'],
  },
  {
    name: 'an alarm from before the start is taken for one of the work',
    breaks: 'language 25: signals inside the window join it, others do not',
    file: 'app/store/signals.ts',
    right: 'if (Date.parse(at) >= Date.parse(work.incident.maintenance?.from ?? at)) return work;',
    wrong: 'return work;',
    hunters: ['test/stories/maintenance.test.ts > alarms of its services join'],
  },
  {
    name: 'people who were told of planned work are not told that it moves',
    breaks: 'decision 38: who has been told is told of a new start',
    file: 'app/maintenance/timed-maintenance.ts',
    right: "return changed({ ...next, told: {} }, tell(next, m.told, context, 'moved'));",
    wrong: 'return changed({ ...next, told: {} }, []);',
    hunters: ['test/stories/maintenance.test.ts > a move tells again'],
  },
  {
    name: 'a runbook that did not hold is started by its rule again',
    breaks: 'decision 39: a rule starts a runbook once in a cycle',
    file: 'core/incident/questions/choice.ts',
    right: 'runbook?.automatic === true && !startedByRule.includes(runbook.id)',
    wrong: 'runbook?.automatic === true && startedByRule.length >= 0',
    hunters: ['test/stories/proposed-runbooks.test.ts > what did not hold'],
  },
  {
    name: 'a cover moves no hand-over',
    breaks: 'a change of duty by a cover is told of at its time',
    file: 'app/readiness/plan-hand-overs.ts',
    right: 'if (handover !== rotation) continue;',
    wrong: 'if (handover !== rotation || id.length > 0) continue;',
    hunters: ['test/stories/readiness.test.ts > a cover that comes or goes'],
  },
  {
    name: 'planned work is about its first service alone',
    breaks: 'a status page names every service of planned work',
    file: 'core/incident/concerned.ts',
    right: 'maintenance?.services ?? (',
    wrong: '(maintenance === null ? [] : undefined) ?? (',
    hunters: ['test/stories/maintenance.test.ts > a status page is told of every service'],
  },
];
