import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import { openSigning } from '#kernel/signing/documents.ts';
import { readSettings } from '#server/settings.ts';
import { reachInstallation } from '#server/start.ts';

/** Puts a document before the four on the installation that DELTA_HOME names, as a module would; prints its id and digests. */
const undo: (() => Promise<void>)[] = [];
const { platform } = await reachInstallation(readSettings(process.env, []), undo);
const opened = await inTransaction(platform.database, systemActor('test'), (tx) => openSigning(tx, {
  subject: { type: 'test.keyPoints', id: crypto.randomUUID() }, title: '2027 年度近期工作要点', round: 1, required: [...partyCodes], link: '/workspace/plan', visibility: 'public',
  content: { clauses: [
    { id: '1', heading: '一、深化高校交换生计划', text: '四地高校互派交换生 300 人，年底前首批 60 人到岗。由江苏省牵头，浙江省、安徽省配合。' },
    { id: '2', heading: '二、共建联合实验室', text: '新增区域联合实验室 2 个，由上海市牵头。' },
  ] },
  attachments: [{ name: '任务清单.pdf', sha256: 'ab'.repeat(32) }],
}));
process.stdout.write(JSON.stringify(opened));
for (const step of undo.reverse()) await step();
