/** Thrown when a file of the simulation is not what it should be; a line for each fault, with file, place and field. */
export class InvalidFile extends Error {
  override readonly name = 'InvalidFile';
}
