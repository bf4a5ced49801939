import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyNames } from '#kernel/domain.ts';
import { packSchema, renderPack, type Pack } from '#kernel/documents/pack.ts';
import { loadFilesOf, type FileRow } from '#kernel/files/api.ts';
import type { BlobStore } from '#kernel/files/blobs.ts';
import { toChinese } from '#kernel/numerals.ts';
import type { Platform } from '#kernel/platform.ts';
import { tables } from '../store.ts';
import { loadMeeting } from './meetings.ts';

type Paper = Pack['items'][number]['papers'][number];
const pictures = { 'image/png': 'png', 'image/jpeg': 'jpg' } as const;

/** The most that is placed into one pack, in bytes; papers beyond it are listed like those that cannot be placed. */
const mostPlaced = 80 * 1024 * 1024;

/** The papers of a meeting as one PDF: PDFs and pictures are placed; of other files the name and the SHA-256 are listed, so that one can tell which was meant. */
export async function makePack(platform: Platform, blobs: BlobStore, actor: Actor, meetingId: string): Promise<{ name: string; pdf: Uint8Array<ArrayBuffer> }> {
  const { meeting, items } = await inTransaction(platform.database, actor, async (tx) => {
    const found = await loadMeeting(tx, meetingId);
    const agenda = await tables(tx).selectFrom('governance.agendaItem').selectAll().where('meetingId', '=', meetingId).where('withdrawnAt', 'is', null).orderBy('position').orderBy('id').limit(99).execute();
    const of = Map.groupBy(await loadFilesOf(tx, 'governance.agendaItem', agenda.map(({ id }) => id)), ({ subjectId }) => subjectId);
    return { meeting: found, items: agenda.map((item) => ({ item, files: of.get(item.id) ?? [] })) };
  });
  let left = mostPlaced;
  const packed = [];
  for (const [place, { item, files }] of items.entries()) {
    const papers: Paper[] = item.text === null ? [] : [{ title: '议题说明', text: item.text }];
    const listed: FileRow[] = [];
    for (const file of files) {
      const kind = file.mediaType === 'application/pdf' ? 'pdf' : pictures[file.mediaType as keyof typeof pictures];
      if (kind === undefined || file.size > left) {
        listed.push(file);
        continue;
      }
      left -= file.size;
      const content = await contentOf(blobs, file);
      papers.push({ title: oneLine(file.name), ...(kind === 'pdf' ? { pdf: content } : { picture: { kind, content } }) });
    }
    if (listed.length > 0) papers.push({ title: '其他材料（请在平台上下载）', text: listed.map(({ name, sha256 }) => `${oneLine(name)}\nSHA-256：${inGroups(sha256.toString('hex'))}`).join('\n') });
    packed.push({ number: toChinese(place + 1), title: oneLine(item.title), presenter: partyNames[item.party].zh, papers: papers.slice(0, 50) });
  }
  const date = Temporal.Instant.from(meeting.startsAt).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
  return { name: `${oneLine(meeting.title)}材料汇编.pdf`, pdf: await renderPack(packSchema.parse({ title: oneLine(meeting.title), subtitle: '会议材料汇编', date, items: packed })) };
}

async function contentOf(blobs: BlobStore, { id, sha256 }: FileRow): Promise<Uint8Array> {
  const content = await blobs.get(sha256);
  if (content === undefined) throw new Error(`the content of file ${id} is not in the store`);
  return new Uint8Array(await new Response(content).arrayBuffer());
}

/** A digest in groups of eight, so that it breaks over lines. */
function inGroups(hex: string): string {
  return hex.replace(/(.{8})(?=.)/g, '$1 ');
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim().slice(0, 200) || '未命名';
}
