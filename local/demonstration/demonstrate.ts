import type { DemoFile } from '#core/playbook/parse';
import { seconds } from '#core/playbook/words';
import type { Running } from '#local/bring-up';
import { phasesRun } from './executions.ts';
import { changeOf, LocalStage, type Onlooker } from './stage.ts';
import { DemonstrationFailed, tell } from './tell.ts';

export interface Shown {
  incidentId: string;
  severity: string;
  phases: string[];
  pages: number;
  seconds: number;
}

/** Shows a playbook's own demonstration on this machine's deployment, to the end of its incident. Throws `DemonstrationFailed`. */
export async function demonstrate(
  running: Running,
  file: DemoFile,
  { speed, out, stopped }: { speed: number; out: Onlooker; stopped: () => boolean },
): Promise<Shown> {
  const began = Date.now();
  const { demoService, inbox } = running;
  const { system, actions } = file.demo;
  demoService.setState(changeOf(system));
  for (const [name, { takes, leaves, fails }] of Object.entries(actions))
    demoService.setAction(name, { ...changeOf(leaves), fails, seconds: seconds(takes) / speed });
  const stage = await LocalStage.over(running, out, stopped);
  await tell(file, stage, speed);
  await new Promise((done) => setTimeout(done, 500));
  const { incident } = await stage.look();
  if (incident === undefined) throw new DemonstrationFailed('no incident was opened');
  return {
    incidentId: incident.id,
    severity: incident.severity,
    phases: await phasesRun(running, incident.id),
    pages: inbox.messages({ incident: incident.id, kind: 'page' }).length,
    seconds: Math.round((Date.now() - began) / 1000),
  };
}
