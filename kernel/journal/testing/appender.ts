import { connectDatabase } from '#kernel/database/database.ts';
import { testSecret } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { anOfficer, testPlatform } from '#kernel/testing.ts';
import { record } from '../journal.ts';
import { startSequencer } from '../sequencer.ts';

// A process for crash.test.ts to kill: appends without end, says each entry's number once it is committed, and sequences beside that if it is asked to.
const [adminUrl = '', sequencing] = process.argv.slice(2);
const database = connectDatabase({ adminUrl, secret: testSecret, connections: 4 });
if (sequencing === 'sequencing') startSequencer(testPlatform(database), { everyMs: 1 });
const officer = anOfficer('31');
for (;;) {
  // oxlint-disable-next-line no-await-in-loop -- one act after the other
  const id = await inTransaction(database, officer, (tx) => record(tx, { act: 'trial.thing/change', subject: { type: 'trial.thing', id: '1' }, changes: {}, access: { visibility: 'region', party: '31' } }));
  process.stdout.write(`${id}\n`);
}
