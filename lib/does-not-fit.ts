/** Thrown at synthesis when a value of the app, or of a plugin, does not match the playbook or the rest of the deployment. */
export class DoesNotFit extends Error {
  /** What tells it from other errors, also in an app with two copies of the package. */
  override readonly name = 'DoesNotFit';
}

/** An error that says what is wrong, where the playbook lists the valid values, and which those are. */
export const doesNotFit = (who: string, what: string, wrong: string, right: string[], place: string | undefined) => {
  const plain = (word: string) => word.replaceAll(/[-_]/g, '').toLowerCase();
  const near = right.find((word) => plain(word) === plain(wrong));
  const meant = near ? `; did you mean '${near}'?` : '';
  return new DoesNotFit(
    `${place ?? 'playbook.yaml'}: ${who}: no ${what} '${wrong}' in the playbook${meant}: it has ${right.join(', ')}`,
  );
};
