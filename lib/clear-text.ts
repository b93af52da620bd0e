import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { accessesOf } from '#core/playbook/access';
import type { Pack } from '#core/playbook/pack';

/** Anybody between us and a system called without TLS reads its credentials, and its certificate is not looked at: it is said at synth. */
export function warnOfClearText(product: IConstruct, pack: Pack, services: Record<string, string>): void {
  const bases = accessesOf(pack).flatMap(({ auth, ca, base }) => ((auth ?? ca) === undefined ? [] : [base]));
  for (const base of new Set(bases))
    if (services[base]?.startsWith('http://') === true)
      Annotations.of(product).addWarningV2(
        `tocsin:clear-text:${base}`,
        `services.${base} is an address without TLS, and the playbook sends credentials there or names its \`ca\`: anybody on the way can read what is sent, and nothing is checked; give an https address`,
      );
}
