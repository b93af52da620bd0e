/** The names of Tocsin's own alarms begin with this, whatever the stack is called, so that they never open an incident. */
export const ownAlarms = 'tocsin-self-';
