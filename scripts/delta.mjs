// npm run delta -- …: the command line, e.g. npm run delta -- plan import FILE --json
import { ensureDependencies, runInNode26 } from './bootstrap.mjs';

ensureDependencies();
runInNode26('cli/delta.ts', process.argv.slice(2));
