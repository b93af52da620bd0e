import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

const lengthOf = (n: number): Buffer => {
  if (n < 128) return Buffer.from([n]);
  const hex = n.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
};
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (text: string): Buffer => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = rest.flatMap((n) => {
    const groups = [n & 0x7f];
    for (let left = n >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
};
const nameOf = (text: string) => sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(text)))));
const utcTime = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));

interface Issued {
  /** The certificate, as PEM. */
  cert: string;
  /** Its private key, as PEM. */
  key: string;
}
interface Asked {
  name: string;
  /** Names and IP addresses that it is for. */
  hosts?: string[];
  from?: Date;
  until?: Date;
}
export interface Authority extends Issued {
  issue: (asked: Asked) => Issued;
}

const day = 86_400_000;
const issue = (asked: Asked, issuer: string, signer: KeyObject | undefined, isAuthority: boolean) => {
  const { name, hosts = [], from = new Date(Date.now() - day), until = new Date(Date.now() + day) } = asked;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  const extensions = [
    extension('2.5.29.19', isAuthority ? sequence(der(0x01, Buffer.from([0xff]))) : sequence()),
    ...(names.length > 0 ? [extension('2.5.29.17', sequence(...names))] : []),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(utcTime(from), utcTime(until)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = createSign('sha256')
    .update(body)
    .sign(signer ?? privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

/** A private certificate authority, made now: nothing trusts it that was not told to. */
export const authority = (name = 'Private CA'): Authority => {
  const { cert, key, privateKey } = issue({ name }, name, undefined, true);
  return {
    cert,
    key,
    issue: (asked) => {
      const issued = issue(asked, name, privateKey, false);
      return { cert: issued.cert, key: issued.key };
    },
  };
};
