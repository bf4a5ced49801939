import { oneLine, officialDocumentSchema, paragraphsOf, type OfficialDocument } from '#kernel/documents/model.ts';
import { verdicts, type Verdict } from '../messages.ts';

export type ResultFacts = {
  readonly id: string; readonly authority: string; readonly preset: string; readonly itemName: string; readonly title: string; readonly purpose: string; readonly requesterName: string; readonly concludedAt: string | null;
  readonly items: readonly { readonly title: string; readonly institutionNames: readonly string[]; readonly verdict: Verdict; readonly score: number; readonly text: string }[];
};

/** The result of a review as the office gives it to whoever asked for it: a table of all, then the panel's opinion of each. No reviewer is named. */
export function resultDocument({ id, authority, preset, itemName, title, purpose, requesterName, concludedAt, items }: ResultFacts): OfficialDocument {
  const on = Temporal.Instant.from(new Date(concludedAt ?? 0).toISOString()).toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
  const line = (text: string, most: number) => oneLine(text).slice(0, most) || '—';
  const column = (name: string, share: number, align: 'left' | 'center') => ({ title: name, share, align });
  return officialDocumentSchema.parse({
    authorities: [{ name: authority }], letterhead: 'names', number: `评审〔${on.year}〕${id.slice(-6)}号`, signers: [], title: line(`${title}评审结论`, 200), addressees: [line(requesterName, 100)],
    body: [
      { kind: 'paragraph', text: line(`受你单位委托，我们组织专家开展了${preset}（${purpose}）。专家组在签署保密与回避承诺、独立评分和集体合议的基础上形成结论，现函告如下。`, 3_000) },
      { kind: 'heading', level: 1, text: '评审结论' },
      { kind: 'table', columns: [column(itemName, 5, 'left'), column('单位', 4, 'left'), column('得分', 1.4, 'center'), column('结论', 2, 'center')], rows: items.map((item) => [line(item.title, 500), line(item.institutionNames.join('、'), 500), item.score.toFixed(1), verdicts[item.verdict].zh]) },
      { kind: 'heading', level: 1, text: '专家组意见' },
      ...items.flatMap((item) => [...(items.length > 1 ? [{ kind: 'heading' as const, level: 2 as const, text: line(item.title, 200) }] : []), ...paragraphsOf(item.text)]),
    ],
    attachments: [], date: on.toString(), seals: 'space',
  });
}
