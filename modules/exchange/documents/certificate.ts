import type { Certificate } from '#kernel/documents/certificate.ts';
import type { Recognised } from '../stay/rules.ts';

/** What a certificate says. */
export type CertificateFacts = {
  readonly number: string; readonly title: string; readonly on: string; readonly person: string; readonly home: string; readonly host: string; readonly offer: string;
  readonly from: string; readonly to: string; readonly recognised: readonly Recognised[]; readonly credits: boolean; readonly scheme: string;
};

/** A day as one writes it. */
export function writtenDay(day: string): string {
  const { year, month, day: of } = Temporal.PlainDate.from(day);
  return `${year}年${month}月${of}日`;
}

/** A certificate as home and host give it together. */
export function certificatePaper({ number, title, on, person, home, host, offer, from, to, recognised, credits, scheme }: CertificateFacts): Certificate {
  return {
    number: `证书编号：${number}`, title, on,
    text: `${person}（${home}）于${writtenDay(from)}至${writtenDay(to)}，按《${scheme}》在${host}完成“${offer}”，经派出单位、接收单位鉴定合格，特发此证。`,
    table: {
      caption: '认定内容', columns: [{ title: '课程或内容', share: 5 }, { title: '学时', share: 1 }, ...(credits ? [{ title: '学分', share: 1 }, { title: '成绩', share: 2 }] : [])],
      rows: recognised.map(({ course, hours, credits: points, grade, homeGrade }) => [course, String(hours), ...(credits ? [String(points), homeGrade === undefined ? grade : `${grade}（${homeGrade}）`] : [])]),
    },
    givers: home === host ? [{ name: home, part: '派出单位、接收单位' }] : [{ name: home, part: '派出单位' }, { name: host, part: '接收单位' }],
  };
}
