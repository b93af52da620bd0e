import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { accessesOf } from '#core/playbook/access';
import type { Pack } from '#core/playbook/pack';

/** Anybody between us and a system called without TLS reads its credentials: it is said at synth. */
export function warnOfClearText(product: IConstruct, pack: Pack, services: Record<string, string>): void {
  const bases = accessesOf(pack).flatMap(({ auth, base }) => (auth === undefined ? [] : [base]));
  for (const base of new Set(bases))
    if (services[base]?.startsWith('http://') === true)
      Annotations.of(product).addWarningV2(
        `tocsin:clear-text:${base}`,
        `services.${base} is an address without TLS, and the playbook sends credentials there: anybody on the way can read them; give an https address`,
      );
}
