import { oneLine, type OfficialDocument } from '#kernel/documents/model.ts';
import type { Recognised } from '../stay/rules.ts';

/** What a certificate says. */
export type CertificateFacts = {
  readonly number: string; readonly title: string; readonly on: string; readonly person: string; readonly home: string; readonly host: string; readonly offer: string;
  readonly from: string; readonly to: string; readonly recognised: readonly Recognised[]; readonly credits: boolean; readonly scheme: string;
};

/** A certificate as home and host give it together, on paper as any official document is. */
export function certificateDocument({ number, title, on, person, home, host, offer, from, to, recognised, credits, scheme }: CertificateFacts): OfficialDocument {
  const say = (day: string) => { const { year, month, day: of } = Temporal.PlainDate.from(day); return `${year}年${month}月${of}日`; };
  const name = (institution: string) => ({ name: oneLine(institution).slice(0, 30) });
  const column = (title: string, share: number) => ({ title, share, align: share > 2 ? 'left' : 'center' } as const);
  return {
    authorities: home === host ? [name(home)] : [name(home), name(host)], letterhead: 'names', number, signers: [], title, addressees: [],
    body: [
      { kind: 'paragraph', text: oneLine(`${person}（${home}）于${say(from)}至${say(to)}在${host}完成“${offer}”（${scheme}），经派出单位、接收单位鉴定合格，特发此证。`) },
      ...(recognised.length === 0 ? [] : [{
        kind: 'table' as const, caption: '认定内容',
        columns: [column('课程或内容', 4), column('学时', 1), ...(credits ? [column('学分', 1), column('成绩', 1)] : [])],
        rows: recognised.map((line) => [oneLine(line.course), String(line.hours), ...(credits ? [String(line.credits), oneLine(line.grade)] : [])]),
      }]),
    ],
    attachments: [], date: on, seals: 'space',
  };
}
