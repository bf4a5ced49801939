import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** A person's data that others have no business with. */
export type PersonalData = { readonly idNumber?: string | undefined; readonly phone?: string | undefined; readonly email?: string | undefined };

/** HMAC-SHA-256 of a normal id number under the installation's key: the same person again is found without keeping the number in the open. */
export function idHash(secret: string, idNumber: string): Buffer {
  return createHmac('sha256', keyFor(secret, 'id number hash')).update(idNumber).digest();
}

/** Personal data as it lies in the database: each field sealed by itself, in base64, so that one can be replaced without opening the others. */
export type Sealed = { readonly [Field in keyof PersonalData]?: string };

/** Seals by AES-256-GCM, bound to the person and the field, so that nothing can be put in another's place. */
export function seal(secret: string, personId: string, data: PersonalData): Sealed {
  return Object.fromEntries(Object.entries(data).flatMap(([field, value]: [string, string | undefined]) => {
    if (value === undefined) return [];
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keyFor(secret, 'personal data'), nonce).setAAD(Buffer.from(`${personId} ${field}`));
    const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return [[field, Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')]];
  }));
}

/** The opposite of `seal`. @throws when the content was changed, or is another person's */
export function unseal(secret: string, personId: string, sealed: Sealed): PersonalData {
  return Object.fromEntries(Object.entries(sealed).map(([field, text]) => {
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, 'personal data'), bytes.subarray(0, 12)).setAAD(Buffer.from(`${personId} ${field}`)).setAuthTag(bytes.subarray(12, 28));
    return [field, Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')];
  }));
}

const keys = new Map<string, Buffer>();

function keyFor(secret: string, purpose: string): Buffer {
  const name = `${purpose}\u0000${secret}`;
  let key = keys.get(name);
  if (key === undefined) {
    key = Buffer.from(hkdfSync('sha256', secret, 'delta directory', purpose, 32));
    keys.set(name, key);
  }
  return key;
}
