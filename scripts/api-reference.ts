import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declarations } from './declarations.ts';

const home = fileURLToPath(new URL('..', import.meta.url));

/** Something that an app can import, or a member of it. */
export interface Documented {
  name: string;
  /** As the compiler declares it. */
  code: string;
  doc: string;
  members: Documented[];
}

/** Everything that the package exports, in the order of its entry, read from what the compiler declares. */
export function exported(): Documented[] {
  const scratch = mkdtempSync(join(home, 'node_modules', '.types-'));
  try {
    const files = declarations(join(scratch, 'types'), scratch);
    const [entry = '', ...others] = files.map((file) => readFileSync(join(scratch, 'types', file), 'utf8'));
    const names = [...entry.matchAll(/export (?:type )?\{([^}]+)\}/g)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.replace('type ', '').trim()),
    );
    const found = others.flatMap(declaredIn);
    return names.filter(Boolean).map((name) => {
      const one = found.find((declared) => declared.name === name);
      if (!one) throw new Error(`the entry exports ${name}, and no declaration has it`);
      return one;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const comment = String.raw`(?:^ *(\/\*\*(?:(?!\*\/)[^])*\*\/)\n)?`;
const outer = new RegExp(
  `${comment}^export (?:declare )?((?:class|interface) (\\w+)[^]*?\\n\\}|type (\\w+)[^]*?;)$`,
  'gm',
);
const inner = new RegExp(`${comment}^ {4}(?!private|/|\\*)(\\S[^]*?;)$`, 'gm');

const declaredIn = (text: string): Documented[] =>
  [...text.matchAll(outer)].map(([, doc = '', code = '', name, type]) => ({
    name: name ?? type ?? '',
    doc: plain(doc),
    code: type === undefined ? (code.split(' {')[0] ?? '') : withList(code, text),
    members: type === undefined ? membersOf(code) : [],
  }));

/** A type that is taken from a list shows the list: a reader has not got it. */
const withList = (code: string, text: string): string => {
  const [, list] = /typeof (\w+)/.exec(code) ?? [];
  const [, values] = new RegExp(`const ${list}: readonly (\\[[^\\]]*\\])`).exec(text) ?? [];
  return values === undefined ? code : `const ${list} = ${values};\n${code}`;
};

const membersOf = (code: string): Documented[] =>
  [...code.matchAll(inner)].map(([, doc = '', member = '']) => ({
    name: /^(?:readonly )?(\w+|\[[^\]]*\])/.exec(member)?.[1] ?? member,
    doc: plain(doc),
    code: member.replace(/;$/, '').replaceAll(/\s+/g, ' '),
    members: [],
  }));

/** A comment without its stars; its tags in words. */
const plain = (comment: string): string =>
  comment
    .replaceAll(/^\/\*\*| *\*\/$|^ *\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/ ?@default (.*?)(?= @|$)/, (_, value: string) => ` Default: ${value.trim()}.`)
    .replaceAll(/ ?@see docs\/(\S+)/g, ' See [$1]($1).')
    .replaceAll(/ ?@see (\S+)/g, ' See <$1>.')
    .trim();

/** `docs/api.md`. */
export const apiReference = (all: Documented[] = exported()): string =>
  `# API reference

What \`import { … } from 'tocsin'\` gives, by \`node scripts/write-api-reference.ts\` from the declarations that the package ships. The HTTP API is in [openapi.json](openapi.json), the command line in \`npx tocsin --help\`.

${all.map(sectionOf).join('\n\n')}
`;

const sectionOf = ({ name, code, doc, members }: Documented): string =>
  [
    `## ${name}`,
    doc,
    `\`\`\`ts\n${code}\n\`\`\``,
    members.map((member) => `- \`${member.code}\`${member.doc === '' ? '' : `: ${member.doc}`}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
