import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { renderDocx } from '#kernel/documents/docx.ts';
import { renderPdf } from '#kernel/documents/pdf.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { officialDocument, type Signing } from '../print.ts';
import { loadText } from '../store.ts';
import { loadDecision } from './decision.ts';
import { contentNow, findKeyPoints, isDraftable, readContent } from './text.ts';

const media = { pdf: 'application/pdf', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;
export type Format = keyof typeof media;

/** A year's key points as an official document: the working text while it is drafted, afterwards the very text that was put to the four. */
export async function printKeyPoints(platform: Platform, actor: Actor, id: string, format: Format): Promise<Response> {
  const { title, document } = await inTransaction(platform.database, actor, async (tx) => {
    const keyPoints = await findKeyPoints(tx, id);
    const text = isDraftable(keyPoints) ? undefined : await loadText(tx, id, keyPoints.texts);
    const content = text === undefined ? await contentNow(tx, keyPoints) : readContent(text);
    const { signing } = await loadDecision(tx, keyPoints);
    const signed: Signing | undefined = signing?.state !== 'inForce' ? undefined : {
      signedOn: Object.fromEntries(signing.signatures.map(({ party, signedAt }) => [party, Temporal.Instant.from(signedAt).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString()])),
      verifyUrl: `${platform.config.publicUrl}/verify?d=${signing.sm3}`,
    };
    return { title: keyPoints.title, document: officialDocument(content, { party: keyPoints.party, signing: signed, day: today(platform).toString() }) };
  });
  const bytes = await render[format](document);
  return new Response(bytes, { headers: { 'content-type': media[format], 'content-disposition': `attachment; filename="key-points.${format}"; filename*=UTF-8''${encodeURIComponent(`${title}.${format}`)}` } });
}

const render = { pdf: renderPdf, docx: renderDocx } as const;
