import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitor } from '#kernel/actor/actor.ts';
import { createTestDatabase, type TestDatabase } from '#kernel/database/testing.ts';
import { renderPdf } from '#kernel/documents/pdf.ts';
import { shortNotice } from '#kernel/documents/testing.ts';
import { inspect } from '#kernel/documents/testing-poppler.ts';
import { openDiskStore, type BlobStore } from '#kernel/files/blobs.ts';
import { kernelMigrations } from '#kernel/migrations.ts';
import type { Platform } from '#kernel/platform.ts';
import { testPlatform } from '#kernel/testing.ts';
import { directory } from '#modules/directory/index.ts';
import { addAgendaItem, governance, planMeeting } from './index.ts';
import { makePack } from './service/pack.ts';
import { theFour, type Four } from './testing.ts';

let db: TestDatabase;
let home: string;
let blobs: BlobStore;
let officers: Four;
let platform: Platform;
beforeAll(async () => {
  db = await createTestDatabase([...kernelMigrations, directory.migrations, governance.migrations]);
  home = await mkdtemp(join(tmpdir(), 'delta-pack-'));
  blobs = await openDiskStore(home);
  ({ officers } = await theFour(db));
  platform = testPlatform(db);
});
afterAll(async () => {
  await db.drop();
  await rm(home, { recursive: true });
});

async function attach(item: string, name: string, mediaType: string, content: Uint8Array): Promise<string> {
  const { sha256, size } = await blobs.put((async function* () { yield content; })(), { limit: 10_000_000, typeOf: () => mediaType });
  await db.admin.query("insert into kernel.file (sha256, size, media_type, name, subject_type, subject_id, party) values ($1, $2, $3, $4, 'governance.agendaItem', $5, '32')", [sha256, size, mediaType, name, item]);
  return sha256.toString('hex');
}

test('the pack places the papers item by item, and lists by its digest what cannot be placed', async () => {
  const { id } = await planMeeting(platform, officers['32'], { preset: 'topic', title: '联合实验室专题会议', startsAt: '2027-04-20T01:30:00Z', endsAt: '2027-04-20T03:30:00Z', place: '南京' });
  const first = await addAgendaItem(platform, officers['32'], id, { title: '建设进度', text: '各方通报进度。' });
  const second = await addAgendaItem(platform, officers['32'], id, { title: '数据共享' });
  await attach(first.id, '会议通知.pdf', 'application/pdf', await renderPdf(shortNotice()));
  const digest = await attach(second.id, '数据表.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', new TextEncoder().encode('a workbook'));
  await attach(second.id, '坏图\n片.png', 'image/png', new TextEncoder().encode('no picture'));
  const { name, pdf } = await makePack(platform, blobs, officers['32'], id);
  expect(name).toBe('联合实验室专题会议材料汇编.pdf');
  inspect(pdf, (reader) => {
    const texts = reader.texts();
    expect(texts[0]).toBe('联合实验室专题会议会议材料汇编2027年4月20日');
    for (const words of ['一建设进度', '议题说明', '会议通知.pdf', '二数据共享', '其他材料']) expect(texts[1]).toContain(words);
    const whole = texts.join('').replaceAll(/\s/g, '');
    expect(whole).toContain('各方通报进度。');
    expect(whole).toContain('数据表.xlsx');
    expect(whole).toContain(digest);
    expect(whole).toContain('坏图片.png（此材料的文件无法读取');
  });
});

test('the pack is for those who see the meeting', async () => {
  const { id } = await planMeeting(platform, officers['32'], { preset: 'topic', title: '筹备中', startsAt: '2027-04-20T01:30:00Z', endsAt: '2027-04-20T03:30:00Z', place: '南京' });
  for (const who of [officers['33'], visitor]) await expect(makePack(platform, blobs, who, id)).rejects.toMatchObject({ kind: { code: 'common/not-found' } });
});
