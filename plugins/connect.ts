/** A plugin whose effects are loaded only where they are used: synthesis and CLI read its record and load no SDK. */
export interface Loaded<Ports, Made> {
  kind: string;
  load: () => Promise<{ connect: (ports: Ports) => Made }>;
}

/** Gives a kind's plugin connected to ports: loaded at its first use and then kept. Undefined for a kind that no plugin has. */
export function connected<Ports, Made>(plugins: readonly Loaded<Ports, Made>[], ports: Ports) {
  const made = new Map<string, Made>();
  return async (kind: string): Promise<Made | undefined> => {
    const plugin = plugins.find((one) => one.kind === kind);
    if (plugin === undefined) return undefined;
    const { connect } = await plugin.load();
    // asked again after the load: two first uses at once share one connection
    const kept = made.get(kind) ?? connect(ports);
    made.set(kind, kept);
    return kept;
  };
}
