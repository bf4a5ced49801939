import type { OfficialDocument } from './model.ts';
import { inWorker } from './pool.ts';

/** The document as a DOCX that names the standard's own faces, on the same paper and grid as the PDF; for whoever must go on writing in it. */
export function renderDocx(document: OfficialDocument): Promise<Uint8Array<ArrayBuffer>> {
  return inWorker({ kind: 'docx', document });
}
