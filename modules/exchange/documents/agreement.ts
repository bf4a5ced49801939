import type { Report, ReportBlock } from '#kernel/documents/report.ts';
import type { Text } from '#kernel/text.ts';
import type { AgreementField } from '../presets.ts';
import { signatoryNames } from '../stay/messages.ts';
import type { AgreementContent, Signatory } from '../stay/rules.ts';
import { writtenDay } from './certificate.ts';

/** What a version of an agreement says, and who has signed it so far. */
export type AgreementFacts = {
  readonly programme: Text; readonly scheme: string; readonly person: string; readonly home: string; readonly host: string; readonly offer: string; readonly fields: readonly AgreementField[];
  readonly version: {
    readonly number: number; readonly label: Text; readonly from: string; readonly to: string; readonly content: AgreementContent; readonly digest: string; /** An instant (ISO 8601). */ readonly sentAt: string;
    readonly signatures: readonly { readonly signatory: Signatory; readonly name: string; readonly means: 'electronic' | 'paper' | null; readonly signedOn: string | null }[];
  };
};

/** An agreement to read and, where somebody signs on paper, to sign: every word of the version, who signs it, and the digest by which it is known. */
export function agreementPaper({ programme, scheme, person, home, host, offer, fields, version }: AgreementFacts): Report {
  const { number, label, from, to, content, digest, signatures, sentAt } = version;
  const row = (name: string, value: string) => [name, value];
  return {
    title: `${programme.zh}协议`, subtitle: `第 ${number} 版 · ${label.zh}`, date: sentAt.slice(0, 10),
    blocks: [
      { kind: 'table', columns: [{ title: '事项', share: 1 }, { title: '内容', share: 4 }], rows: [row('姓名', person), row('派出单位', home), row('接收单位', host), row('岗位', offer), row('依据', scheme), row('派出时间', `${writtenDay(from)}至${writtenDay(to)}`)] },
      ...fields.flatMap((field, i): ReportBlock[] => [{ kind: 'heading', level: 2, text: `${i + 1}. ${field.label.zh}` }, partOf(field, content)]),
      { kind: 'heading', level: 2, text: `${fields.length + 1}. 签署` },
      { kind: 'signatures', rows: signatures.map(({ signatory, name, means, signedOn }) => ({ part: signatoryNames[signatory].zh, name, said: means === null || signedOn === null ? '' : `${means === 'electronic' ? '在线签署' : '纸质签署'} ${writtenDay(signedOn)}` })) },
      { kind: 'paragraph', text: `本版校验码：${digest}` },
    ],
  };
}

function partOf({ key, kind }: AgreementField, { texts, courses, scale }: AgreementContent): ReportBlock {
  if (kind === 'courses') {
    return {
      kind: 'table', columns: [{ title: '接收单位课程', share: 4 }, { title: '学时', share: 1, align: 'right' }, { title: '接收学分', share: 1, align: 'right' }, { title: '认定为本校课程', share: 4 }, { title: '认定学分', share: 1, align: 'right' }],
      rows: courses.map(({ hostCourse, hours, hostCredits, homeCourse, homeCredits }) => [hostCourse, String(hours), String(hostCredits), homeCourse, String(homeCredits)]),
    };
  }
  if (kind === 'scale') return { kind: 'paragraph', text: scale === null ? '—' : `${scale.host}换算为${scale.home}：${scale.lines.map(({ atLeast, grade }) => `不低于 ${atLeast} 为${grade}`).join('，')}。` };
  return { kind: 'paragraph', text: texts[key]?.trim() || '—' };
}
