/** A field where there is a value, else no field at all. */
export const given = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } => {
  const field: { [key in K]?: V } = {};
  if (value !== undefined) field[key] = value;
  return field;
};
