/** Where in an incident an action is started: which try of which step of which attempt. */
interface Start {
  cycle: number;
  attempt: number;
  index: number;
  tries: number;
}

/** Names one start of an action within its incident: another start, after a person has approved it, has another name. */
const actionName = ({ cycle, attempt, index, tries }: Start): string => `${cycle}.${attempt}.${index}.${tries}`;

/** Names it among all incidents; the tool that carries it out gets it as its idempotency key. */
export const actionKey = (incidentId: string, start: Start): string => `${incidentId}.${actionName(start)}`;

/** The part of an action's key that names it within the incident. */
export const stepId = (key: string): string => key.split('.').slice(1).join('.');
