import type { HttpRequest, Shown, Tls } from '#app/ports';
import { NotConfigured } from '#core/errors';
import type { AccessFields } from '#core/playbook/access';
import type { AccessPorts } from './call.ts';
import { withPlace } from './trouble.ts';

/** What a host shows, with the authority that an entry of the playbook names. */
export type Handshake = (
  access: Pick<AccessFields, 'ca'>,
  request: Pick<HttpRequest, 'url' | 'timeoutMs'>,
) => Promise<Shown>;

/** Makes connections as the playbook says; what goes wrong names host and cause. */
export const handshakes =
  ({ tls, certificateOf }: Pick<AccessPorts, 'certificateOf'> & { tls: Tls }): Handshake =>
  async ({ ca }, request) => {
    const certificates = ca === undefined ? undefined : certificateOf(ca);
    if (ca !== undefined && certificates === undefined) throw new NotConfigured(`no certificate is deployed as ${ca}`);
    try {
      return await tls.look({ ...request, ...(certificates !== undefined && { ca: certificates }) });
    } catch (error) {
      throw withPlace(error, request, ca);
    }
  };
