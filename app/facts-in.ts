/** The facts that a form states, by the names of its fields: `fact.customers`. One that is left blank is left out. */
export const factsIn = (form: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([field, value]) => {
      const name = /^fact\.(.{1,64})$/.exec(field)?.[1];
      return name === undefined || value.trim() === '' ? [] : [[name, value.trim()]];
    }),
  );
