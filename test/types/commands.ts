import * as z from 'zod';
import type { Command, Commands, PersonCommand, TaskCommand } from '#core/incident/command';
import { commands } from '#core/incident/command';
import { commandOf, commandOfTask } from '#core/incident/command-of';

// Checked by the compiler alone: each seeded omission below must stay an error.

// @ts-expect-error a command without a decision
commandOf('page-everybody', { by: z.string() });

// @ts-expect-error a task's command without a decision
commandOfTask('look-around', 'detect', {});

const { acknowledge, ...others } = commands;
// @ts-expect-error a word of the union that no decision stands for
export const incomplete: Commands = others;

// @ts-expect-error a decision that stands under another command's word
export const misplaced: Commands = { ...others, acknowledge: commands.escalate };

// @ts-expect-error a word that no command has
export const unknown: Command = { do: 'page-everybody', by: 'ana' };

// @ts-expect-error a task's command is nothing that a person says
export const byPerson: PersonCommand = { do: 'rate-severity', run: 1, cycle: 1, visit: 1 };

// @ts-expect-error a person's command is nothing that a task says
export const byTask: TaskCommand = { do: 'acknowledge', by: 'ana' };

// @ts-expect-error a task says where it stands
export const nowhere: TaskCommand = { do: 'open-room' };

export const whole: Commands = { ...others, acknowledge };
