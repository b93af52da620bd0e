import { InvalidInput } from '#core/errors';
import type { HttpSource, SourcePlugin } from './source.ts';

/** A source that posts to the API: its record, where `parse` takes a payload only as a whole. */
export const httpSource = ({
  verify,
  read,
  mapped,
  reads,
  ...record
}: Omit<SourcePlugin, 'parse' | 'http'> & HttpSource): SourcePlugin => ({
  ...record,
  http: { verify, read, ...(mapped && { mapped }), ...(reads && { reads }) },
  parse: (raw, allowed) => {
    const { signals, faults } = read(raw, allowed, { name: record.source, headers: {} });
    if (faults.length > 0)
      throw new InvalidInput(faults.map(({ path, message }) => `${path || '(root)'}: ${message}`).join('; '));
    return signals;
  },
});
