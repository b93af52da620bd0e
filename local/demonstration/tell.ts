import type { DemoStep } from '#core/playbook/demo';
import type { DemoFile } from '#core/playbook/parse';
import { seconds } from '#core/playbook/words';
import { Course } from './course.ts';
import type { Look } from './look.ts';

/** Thrown when a demonstration cannot go on: what it waits for does not come, or what it does is refused. The message says where it stands. */
export class DemonstrationFailed extends Error {
  override readonly name = 'DemonstrationFailed';
}

/** What a demonstration acts on. */
export interface Stage {
  /** In ms. */
  now(): number;
  /** Until the next look. */
  pause(): Promise<void>;
  look(): Promise<Look>;
  /** Does what a step says, or gives what it must wait for. */
  perform(step: DemoStep, look: Look): Promise<string | undefined>;
  /** Whether nothing more will happen to the incident. */
  isOver(look: Look): Promise<boolean>;
  /** Tells whoever looks on. */
  say(text: string): void;
}

/** Real time beside `within`: a busy machine takes it whatever the speed. In ms. */
const GRACE = 180_000;
/** A wait is told of once it has lasted so long. In ms. */
const LONG = 10_000;

/** Plays a demonstration to its end. Throws `DemonstrationFailed`. */
export async function tell({ demo, places }: DemoFile, stage: Stage, speed: number): Promise<void> {
  const begun = stage.now();
  const story = new Course(demo.steps, speed, begun);
  const beside = demo.meanwhile.map((steps) => new Course(steps, speed, begun));
  const place = (path: string): string => places[path] ?? 'demo.yaml';
  const wait = waitOf(stage, speed);
  /** What a course's next step waits for; undefined where it has been done, or its time has not come. */
  const turn = async (course: Course, chapter: string, look: Look) => {
    const standing = course.standing(look);
    if (standing.is === 'over') return { over: true as const };
    const { step, n } = standing;
    const at = place(`${chapter}.${n}`);
    if (standing.is === 'early') return { at, step };
    if (standing.is === 'waiting') return { at, step, missing: standing.for };
    const missing = await performed(stage, step, look, at);
    if (missing !== undefined) return { at, step, missing };
    course.done(stage.now());
    if (step.say !== undefined) stage.say(step.say);
    return { at, step, done: true as const };
  };

  for (;;) {
    const look = await stage.look();
    for (const [n, course] of beside.entries())
      if (look.incident !== undefined) await turn(course, `meanwhile.${n}`, look);
    const stands = await turn(story, 'steps', look);
    if ('over' in stands) {
      if (await stage.isOver(look)) return;
      const last = demo.steps.length - 1;
      wait({ at: place(`steps.${last}`), within: demo.steps[last]?.within ?? '1h', for: 'the end of the incident' });
    } else
      wait(stands.missing === undefined ? undefined : { ...stands, within: stands.step.within, for: stands.missing });
    if (!('done' in stands)) await stage.pause();
  }
}

async function performed(stage: Stage, step: DemoStep, look: Look, at: string): Promise<string | undefined> {
  try {
    return await stage.perform(step, look);
  } catch (error) {
    throw new DemonstrationFailed(`${at}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

interface Wait {
  at: string;
  within: string;
  for: string;
}
/** Tells of a long wait, and ends the demonstration when what is waited for does not come in time. */
function waitOf(stage: Stage, speed: number): (wait: Wait | undefined) => void {
  let since = stage.now();
  let key = '';
  let told = false;
  return (wait) => {
    const now = stage.now();
    const next = wait === undefined ? '' : `${wait.at}: ${wait.for}`;
    if (next !== key) {
      [key, since, told] = [next, now, false];
    }
    if (wait === undefined) return;
    const limit = (seconds(wait.within) * 1000) / speed + GRACE;
    if (now - since > limit)
      throw new DemonstrationFailed(
        `${wait.at}: waited ${Math.round((now - since) / 1000)} s in vain for ${wait.for} (within ${wait.within} at ${speed} times real time, and 3 min more)`,
      );
    if (!told && now - since > LONG) {
      told = true;
      stage.say(`waits for ${wait.for} (${wait.at})`);
    }
  };
}
