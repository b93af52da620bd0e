/** A plugin whose effects are loaded only where they are used: synthesis and CLI read its record and load no SDK. */
export interface Loaded<Ports, Made> {
  kind: string;
  load: () => Promise<{ connect: (ports: Ports) => Made }>;
}

/** What was loaded, by plugin: each world and each caller connects it anew, and an import that is there already still takes its time. */
const loaded = new WeakMap<object, { connect: unknown }>();
async function moduleOf<Ports, Made>(plugin: Loaded<Ports, Made>): Promise<{ connect: (ports: Ports) => Made }> {
  const known = loaded.get(plugin) as { connect: (ports: Ports) => Made } | undefined;
  if (known !== undefined) return known;
  const found = await plugin.load();
  loaded.set(plugin, found);
  return found;
}

/** Gives a kind's plugin connected to ports: loaded at its first use and then kept. Undefined for a kind that no plugin has. */
export function connected<Ports, Made>(plugins: readonly Loaded<Ports, Made>[], ports: Ports) {
  const made = new Map<string, Made>();
  return async (kind: string): Promise<Made | undefined> => {
    const before = made.get(kind);
    if (before !== undefined) return before;
    const plugin = plugins.find((one) => one.kind === kind);
    if (plugin === undefined) return undefined;
    const { connect } = await moduleOf(plugin);
    // asked again after the load: two first uses at once share one connection
    const kept = made.get(kind) ?? connect(ports);
    made.set(kind, kept);
    return kept;
  };
}
