import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { OidcProvider } from '#kernel/actor/oidc.ts';
import { partyCodes } from '#kernel/domain.ts';

/** What an installation is told from outside: the environment and the command line, read once and checked. */
export type Settings = {
  readonly home: string;
  readonly port: number;
  readonly host: string;
  /** How many processes answer requests; with one, the process that started does. */
  readonly processes: number;
  readonly publicUrl: string;
  /** Another PostgreSQL than the embedded one, by its administrator's URL. */
  readonly databaseUrl: string | undefined;
  /** Start without demonstration data. */
  readonly empty: boolean;
  readonly logTo: 'file' | 'stdout';
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  readonly oidc: readonly OidcProvider[];
  readonly s3: { readonly bucket: string; readonly endpoint: string | undefined; readonly region: string } | undefined;
  readonly firstAdministrator: { readonly login: string; readonly password: string } | undefined;
  readonly webRoot: string;
};

const oidcSetting = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/), party: z.enum(partyCodes), label: z.strictObject({ zh: z.string(), en: z.string() }),
  issuer: z.url().refine((url) => url.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(`${url}/`), 'must be https'), clientId: z.string(), clientSecret: z.string().optional(),
});

const environment = z.object({
  DELTA_HOME: z.string().default('.delta'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4100),
  HOST: z.string().default('127.0.0.1'),
  DELTA_PROCESSES: z.coerce.number().int().min(1).max(64).default(Math.min(Math.max(Math.floor(availableParallelism() / 2), 1), 4)),
  DELTA_PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//).optional(),
  DELTA_LOG: z.enum(['file', 'stdout']).default('file'),
  SMTP_URL: z.string().regex(/^smtps?:\/\//).optional(),
  MAIL_FROM: z.string().default('Delta <delta@localhost>'),
  DELTA_OIDC: z.string().default('[]').transform((text) => z.array(oidcSetting).parse(JSON.parse(text))),
  DELTA_S3_BUCKET: z.string().optional(),
  DELTA_S3_ENDPOINT: z.url().optional(),
  DELTA_S3_REGION: z.string().default('us-east-1'),
  /** Read by kernel/documents/faces.ts; here so that a folder that is not there is said at the start. */
  DELTA_FONTS: z.string().refine((folder) => folder === '' || (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false), 'no such folder').optional(),
  DELTA_ADMIN_LOGIN: z.string().optional(),
  DELTA_ADMIN_PASSWORD: z.string().optional(),
});

/** Reads the settings; a value that cannot be is refused with its name. */
export function readSettings(env: NodeJS.ProcessEnv, args: readonly string[]): Settings {
  const unknown = args.find((arg) => arg !== '--empty');
  if (unknown !== undefined) throw new Error(`unknown option ${unknown}; there is --empty`);
  const read = environment.safeParse(env);
  if (!read.success) throw new Error(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  const values = read.data;
  return {
    home: resolve(values.DELTA_HOME),
    port: values.PORT,
    host: values.HOST,
    processes: values.DELTA_PROCESSES,
    publicUrl: (values.DELTA_PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, ''),
    databaseUrl: values.DATABASE_URL,
    empty: args.includes('--empty'),
    logTo: values.DELTA_LOG,
    mail: values.SMTP_URL === undefined ? undefined : { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM },
    oidc: values.DELTA_OIDC,
    s3: values.DELTA_S3_BUCKET === undefined ? undefined : { bucket: values.DELTA_S3_BUCKET, endpoint: values.DELTA_S3_ENDPOINT, region: values.DELTA_S3_REGION },
    firstAdministrator: values.DELTA_ADMIN_LOGIN === undefined || values.DELTA_ADMIN_PASSWORD === undefined ? undefined : { login: values.DELTA_ADMIN_LOGIN, password: values.DELTA_ADMIN_PASSWORD },
    webRoot: fileURLToPath(new URL('../dist/web', import.meta.url)),
  };
}

/** The installation's secret, made on the first start; whoever uses another database server must keep this file with it. */
export function installationSecret(home: string): string {
  const given = process.env['DELTA_SECRET'];
  if (given !== undefined) return given;
  const path = join(home, 'secret');
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(path, 'utf8').trim();
}
