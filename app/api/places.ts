import type { ApiPorts } from './operation.ts';
import type { Places } from './show.ts';

/** Where the incidents of this deployment are to be seen. */
export const placesOf = ({ deployed, executions }: ApiPorts): Places => ({
  apiUrl: deployed.apiUrl,
  publicUrl: deployed.publicUrl,
  link: (machine, name) => executions.link(machine, name),
});
