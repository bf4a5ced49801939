import type { Logger } from 'pino';
import type { OidcProvider } from '#kernel/actor/oidc.ts';
import type { Database } from '#kernel/database/database.ts';
import type { Merging, Outcomes } from '#kernel/module.ts';

/** What the running platform hands to every module: its connections to the world, made once at the start. */
export type Platform = {
  readonly database: Database;
  /** The present instant; tests set it. */
  readonly now: () => Temporal.Instant;
  readonly log: Logger;
  readonly config: PlatformConfig;
  /** By type of record: what its module does when the four have decided on it. */
  readonly outcomes: Readonly<Record<string, Outcomes>>;
  /** What each part does when two people's records become one. */
  readonly mergings: readonly Merging[];
};

export type PlatformConfig = {
  /** Where people reach the platform, without a slash at the end: links in mails, passkeys and OpenID redirects stand on it. */
  readonly publicUrl: string;
  /** Offers the demonstration accounts on the sign-in page. */
  readonly demonstration: boolean;
  /** The installation's secret: the keyed hash of id numbers and other derived keys stand on it. */
  readonly secret: string;
  /** Where mail goes out, if anywhere. */
  readonly mail?: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** The parties' own OpenID providers. */
  readonly oidc?: readonly OidcProvider[] | undefined;
  /** The folder that holds what this installation keeps. */
  readonly home: string;
};

/** The date on the wall in the region. */
export function today(platform: Pick<Platform, 'now'>): Temporal.PlainDate {
  return platform.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
}
