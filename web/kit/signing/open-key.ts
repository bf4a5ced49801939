import { KeyFileProblem, openKeyFile } from '#kernel/signing/key-file.ts';
import type { PrivateKey } from '#kernel/signing/keys.ts';
import { messages } from './messages.ts';

/** Why a key does not sign, in words of `messages`. */
export class KeyTrouble extends Error {
  override name = 'KeyTrouble';
  readonly key: keyof typeof messages;
  readonly values: Readonly<Record<string, string>>;
  constructor(key: keyof typeof messages, values: Readonly<Record<string, string>> = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

/** Whether this page may use keys at all: browsers offer what it takes on https only, and on this computer itself. */
export const canUseKeys = typeof crypto.subtle === 'object';

/** Opens a key file here, on this computer. @throws KeyTrouble */
export async function openKey(file: File, passphrase: string): Promise<PrivateKey> {
  if (!canUseKeys) throw new KeyTrouble('insecure');
  if (file.size > 20_000) throw new KeyTrouble('notAKeyFile');
  try {
    return await openKeyFile(await file.text(), passphrase);
  } catch (error) {
    throw error instanceof KeyFileProblem ? new KeyTrouble(error.kind) : error;
  }
}
