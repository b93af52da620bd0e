import type { ActionPlugin } from './action.ts';
import { ecsService } from './ecs-service/action.ts';
import { ecsTask } from './ecs-task/action.ts';
import { featureFlag } from './feature-flag/action.ts';
import { http } from './http/action.ts';
import { lambda } from './lambda/action.ts';
import { runCommand } from './run-command/action.ts';
import { ssm } from './ssm/action.ts';

/** Every action that a runbook may use. */
export const actions: readonly ActionPlugin[] = [http, lambda, ssm, ecsTask, ecsService, runCommand, featureFlag];
