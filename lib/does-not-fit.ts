/** Thrown at synth when what the app says does not fit the playbook. */
export class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
}

/** What is wrong, where the playbook lists what would be right, and what that is. */
export const doesNotFit = (who: string, what: string, wrong: string, right: string[], place: string | undefined) => {
  const plain = (word: string) => word.replaceAll(/[-_]/g, '').toLowerCase();
  const near = right.find((word) => plain(word) === plain(wrong));
  const meant = near ? `; did you mean '${near}'?` : '';
  return new DoesNotFit(
    `${place ?? 'playbook.yaml'}: ${who}: no ${what} '${wrong}' in the playbook${meant}: it has ${right.join(', ')}`,
  );
};
