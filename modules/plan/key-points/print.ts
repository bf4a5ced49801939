import { authorityNames, partyCodes, type PartyCode } from '#kernel/domain.ts';
import { officialDocumentSchema, paragraphsOf, type Block, type OfficialDocument, type TableBlock } from '#kernel/documents/model.ts';
import { pointLines, writtenDate, type Content, type ContentPoint } from './content.ts';

const office = '长三角教育一体化发展领导小组办公室';

export type Signing = {
  /** The day on which each party signed, as far as they have. */
  readonly signedOn: Readonly<Partial<Record<PartyCode, string>>>;
  /** The page on which whoever holds the paper can check it. */
  readonly verifyUrl: string;
};

/**
 * A text as the joint document of the four authorities (GB/T 9704), the one that prepared it first.
 * Until all four have signed it says that it is a draft, and leads nowhere to be checked.
 * @param day the day on which it is printed ('YYYY-MM-DD')
 */
export function officialDocument(content: Content, { party, signing, day }: { party: PartyCode; signing: Signing | undefined; day: string }): OfficialDocument {
  const order = [party, ...partyCodes.filter((code) => code !== party)];
  const date = Object.values(signing?.signedOn ?? {}).toSorted().at(-1) ?? day;
  const { title, number, preamble, points, attachments, amends } = content;
  return officialDocumentSchema.parse({
    authorities: order.map((code) => ({ name: authorityNames[code], ...(signing?.signedOn[code] === undefined ? {} : { signedOn: signing.signedOn[code] }) })),
    letterhead: 'documents', number, signers: [], title: oneLine(signing === undefined ? `${title}（草案）` : title), addressees: [],
    body: [
      ...paragraphsOf(preamble),
      ...(amends === null ? [] : paragraphsOf(`本要点修订${amends.number}并取代之。修订理由：${amends.reason}`)),
      ...points.flatMap(pointBlocks),
      { kind: 'paragraph', text: '本要点自四方全部签署之日起生效，执行中如需调整，须经四方共同签署修订。' },
    ],
    attachments: [
      { title: '任务分解与时间安排', body: [schedule(points)] },
      ...attachments.map(({ name, sha256 }) => ({ title: oneLine(name).slice(0, 120), body: [{ kind: 'paragraph', text: `本附件为电子文件“${oneLine(name)}”，内容以 SHA-256 摘要 ${sha256} 为准。` }] })),
    ],
    date, seals: 'none',
    imprint: { copies: [], issuer: office, issuedOn: date },
    ...(signing === undefined ? {} : { verification: { url: signing.verifyUrl, hint: '扫描二维码或打开以下网址，可核验四方签署情况。' } }),
  });
}

function pointBlocks(point: ContentPoint): Block[] {
  const lines = pointLines(point, 'zh').map(({ label, value }) => `${label}：${value}`);
  return [{ kind: 'heading', level: 1, text: oneLine(point.heading).slice(0, 200) }, ...paragraphsOf(point.text), ...(lines.length === 0 ? [] : paragraphsOf(`${oneLine(lines.join('；'))}。`))];
}

function schedule(points: readonly ContentPoint[]): TableBlock {
  const lineOf = (point: ContentPoint, label: string) => oneLine(pointLines(point, 'zh').find((line) => line.label === label)?.value ?? '');
  return {
    kind: 'table',
    columns: [
      { title: '序号', share: 7, align: 'center' }, { title: '要点', share: 33, align: 'left' }, { title: '牵头方', share: 11, align: 'center' }, { title: '量化目标', share: 25, align: 'left' }, { title: '完成时限', share: 24, align: 'center' },
    ],
    rows: points.map((point, i) => [String(i + 1), oneLine(point.heading), lineOf(point, '牵头方'), lineOf(point, '量化目标'), point.dueOn === null ? '' : writtenDate(point.dueOn, 'zh')]),
  };
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
