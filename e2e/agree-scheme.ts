import pg from 'pg';
import { readSettings } from '#server/settings.ts';
import { reachInstallation } from '#server/start.ts';
import { appointTheFour, decideAsTheFour } from '../demo/four.ts';

/** Lets the four agree to and sign what is before them of a scheme, on the installation that DELTA_HOME names. */
const undo: (() => Promise<void>)[] = [];
const { platform, adminUrl } = await reachInstallation(readSettings(process.env, []), undo);
const client = new pg.Client({ connectionString: adminUrl });
await client.connect();
await decideAsTheFour(platform, await appointTheFour(platform, client), { type: 'exchange.scheme', id: process.argv[2] ?? '' });
await client.end();
for (const step of undo.reverse()) await step();
