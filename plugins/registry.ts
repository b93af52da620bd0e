import type { Vocabulary } from '#core/playbook/vocabulary';
import type { ActionPlugin } from './actions/action.ts';
import { actions } from './actions/registry.ts';
import type { ChannelPlugin } from './channels/channel.ts';
import { channels } from './channels/registry.ts';
import type { CheckPlugin } from './checks/check.ts';
import { checks } from './checks/registry.ts';
import { sources } from './sources/registry.ts';
import type { SourcePlugin } from './sources/source.ts';

/** All plugins of a deployment. */
export interface Plugins {
  channels: readonly ChannelPlugin[];
  checks: readonly CheckPlugin[];
  actions: readonly ActionPlugin[];
  sources: readonly SourcePlugin[];
}

/** What ships with the product. */
export const plugins: Plugins = { channels, checks, actions, sources };

/** What plugins add to the playbook language. */
export const vocabularyOf = ({
  channels: places,
  checks: read,
  actions: done,
  sources: heard,
}: Plugins): Vocabulary => ({
  channels: places,
  checks: read,
  actions: done,
  sources: heard.map(({ source }) => source),
  posting: heard.filter(({ http }) => http !== undefined).map(({ source }) => source),
});
