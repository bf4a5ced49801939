// npm run bench: how fast it is, against what it could be.
import { ensureDependencies, ensureWebClient, runInNode26 } from './bootstrap.mjs';

ensureDependencies();
ensureWebClient();
runInNode26('bench/run.ts', process.argv.slice(2));
