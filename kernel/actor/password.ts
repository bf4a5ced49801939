import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };

/** At most this many hashes at a time: each takes 19 MiB, and a flood of sign-ins must not take all there is. */
const atOnce = 4;

/** An argon2id hash of a password as a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await tagOf(password, salt, cost);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/**
 * True when the password belongs to the hash. Without a hash (no such account, or one without a password)
 * it takes as long and is false, so that the answer's time tells nobody which logins there are.
 */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const parsed = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '');
  const [, memory, passes, parallelism, salt, tag] = parsed ?? [];
  if (salt === undefined || tag === undefined) {
    await tagOf(password, Buffer.alloc(16), cost);
    return false;
  }
  const expected = Buffer.from(tag, 'base64');
  const found = await tagOf(password, Buffer.from(salt, 'base64'), { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }, expected.length);
  return timingSafeEqual(found, expected);
}

/** Words that everybody tries first. */
const common = /^(password|passw0rd|p@ssw0rd|qwerty|admin|delta|changjiang|changsanjiao|12345|123456|abc123|88888888|66666666)/i;

/** What is wrong with a new password; `undefined` when nothing is. Length is what counts (NIST SP 800-63B). */
export function passwordWeakness(password: string, login: string): 'tooShort' | 'tooCommon' | 'likeLogin' | undefined {
  if ([...password].length < 10) return 'tooShort';
  if (password.toLowerCase().includes(login.toLowerCase())) return 'likeLogin';
  if (common.test(password) && password.length < 16) return 'tooCommon';
  return new Set(password).size < 5 ? 'tooCommon' : undefined;
}

let running = 0;
const waiting: (() => void)[] = [];

async function tagOf(password: string, salt: Uint8Array, { memory, passes, parallelism }: typeof cost, tagLength = 32): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((next) => waiting.push(next));
  running += 1;
  try {
    const parameters: Argon2Parameters = { message: password.normalize('NFKC'), nonce: salt, parallelism, tagLength, memory, passes };
    return await derive('argon2id', parameters);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
