/** Thrown when an input file of a simulation is invalid; its message has a line for each fault, with file, position and field. */
export class InvalidFile extends Error {
  override readonly name = 'InvalidFile';
}
