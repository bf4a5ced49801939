// npm start: from a fresh clone to a page that one can open.
import { ensureDependencies, ensureWebClient, runInNode26 } from './bootstrap.mjs';

ensureDependencies();
ensureWebClient();
runInNode26('server/main.ts', process.argv.slice(2));
