import { type Plugins, plugins } from '#plugins/registry';

let given = plugins;
/** The plugins that a construct under way is made with; its public types must not name them, for an app has none of their packages. */
export const plugged = (): Plugins => given;

/** Makes constructs with other plugins than those that ship. */
export function withPlugins<T>(others: Plugins, make: () => T): T {
  const before = given;
  given = others;
  try {
    return make();
  } finally {
    given = before;
  }
}
