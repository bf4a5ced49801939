import { PaperClipOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Button, Input, InputNumber, Popconfirm } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useAutosave } from '#web/kit/autosave.ts';
import { Card } from '#web/kit/card.tsx';
import { Page } from '#web/kit/page.tsx';
import { useProblem } from '#web/kit/problem.tsx';
import { ReasonButton } from '#web/kit/reason-button.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { asksForComment, itemCode, missingOf, totalOf, weightOf, type Answers } from '../rules.ts';
import { changes, reviewers, useSheet, type Sheet } from './client.ts';
import { messages } from './messages.ts';

/** One item before one reviewer: what is to be read, and the sheet, which is kept as one writes and seen by nobody else. */
export function SheetPage() {
  const { id = '' } = useParams({ strict: false });
  const t = useTexts(messages);
  const sheet = useSheet(id);
  const { data } = sheet;
  const name = data === undefined ? t('item') : (data.item.title ?? itemCode(data.item.number));
  return (
    <Page title={name} subtitle={data?.review.title} back={{ to: data === undefined ? '/workspace/reviews' : `/workspace/reviews/${data.review.id}`, label: data?.review.title ?? t('reviews') }} loading={sheet.isPending} error={sheet.error} onRetry={() => void sheet.refetch()}>
      {data === undefined ? null : <><About sheet={data} /><Scores key={`${data.id} ${data.sheet.state}`} sheet={data} /></>}
    </Page>
  );
}

function About({ sheet }: { sheet: Sheet }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const { item, materials, may, pledged } = sheet;
  const declare = useAct({ act: (reason: string) => answer(reviewers.assignments[':id'].conflict.$post({ param: { id: sheet.id }, json: { reason } })), changes, done: t('declared'), onDone: () => void navigate({ to: '/workspace/reviews/$id', params: { id: sheet.review.id } }) });
  return (
    <Card title={t('materials')} extra={may.declare ? <ReasonButton label={t('declare')} question={t('declareWhy')} onGive={declare.run} /> : undefined}>
      {item.summary === null || item.summary === '' ? null : <p style={{ whiteSpace: 'pre-wrap' }}>{item.summary}</p>}
      {(item.institutionNames ?? []).length + (item.persons ?? []).length === 0 ? null : <p className="soft">{[...(item.institutionNames ?? []), ...(item.persons ?? [])].join('、')}</p>}
      {!pledged ? <Alert type="info" showIcon title={t('afterPledge')} /> : materials.length === 0 ? <p className="soft">{t('noMaterials')}</p> : (
        <>
          <ul className="plain-list">{materials.map(({ id, number }) => <li key={id}><PaperClipOutlined aria-hidden /> <a href={`/api/review/materials/${id}`} download>{t('material', { n: number })}</a></li>)}</ul>
          <p className="soft">{t('materialHint')}</p>
        </>
      )}
    </Card>
  );
}

type Values = { answers: Answers; remark: string };

function Scores({ sheet }: { sheet: Sheet }) {
  const t = useTexts(messages);
  const tell = useProblem();
  const navigate = useNavigate();
  const { rubric, may } = sheet;
  const { values, change, saving, flush } = useAutosave<Values>({
    initial: { answers: sheet.sheet.answers, remark: sheet.sheet.remark }, version: sheet.sheet.version, isValid: () => may.score, onRefused: tell,
    save: ({ answers, remark }, version) => answer(reviewers.assignments[':id'].sheet.$post({ param: { id: sheet.id }, json: { version, answers: { ...answers }, remark } })),
  });
  const { answers, remark } = values;
  const submit = useAct({
    act: async () => {
      if (!(await flush())) throw new Error('not kept');
      const { sheet: kept } = await answer(reviewers.assignments[':id'].$get({ param: { id: sheet.id } })); // its version, whoever saved it last
      return answer(reviewers.assignments[':id'].submit.$post({ param: { id: sheet.id }, json: { version: kept.version, answers: { ...answers }, remark } }));
    },
    changes, done: t('handedIn'), onDone: () => void navigate({ to: '/workspace/reviews/$id', params: { id: sheet.review.id } }),
  });
  const set = (id: string, more: { score?: number | undefined; comment?: string }) => change({ answers: { ...answers, [id]: { ...answers[id], ...more } } });
  const total = totalOf(rubric, answers);
  const missing = missingOf(rubric, answers).length;
  const whole = weightOf(rubric.criteria);
  return (
    <Card title={t('score')} extra={may.score && saving !== 'idle' ? <span role="status" className="soft">{t(saving === 'saved' ? 'kept' : saving === 'saving' ? 'keeping' : 'notKept')}</span> : sheet.sheet.state === 'submitted' ? t('submitted') : undefined}>
      <ol className="row-list">
        {rubric.criteria.map((criterion) => {
          const { id, name, note, weight, most } = criterion;
          const given = answers[id];
          const mustSay = given?.score !== undefined && asksForComment(criterion, given.score);
          return (
            <li key={id}>
              <div className="row">
                <label className="grow" htmlFor={`score-${id}`}><strong>{name}</strong> <span className="soft">{((100 * weight) / whole).toFixed(0)}%</span>{note === '' ? null : <div className="soft">{note}</div>}</label>
                <InputNumber id={`score-${id}`} min={0} max={most} precision={0} addonAfter={`/ ${most}`} disabled={!may.score} value={given?.score ?? null} onChange={(score) => set(id, { score: score ?? undefined })} style={{ width: 130 }} />
              </div>
              <Input.TextArea aria-label={`${name} ${t('comment')}`} placeholder={mustSay ? t('commentNeeded') : t('comment')} status={mustSay && (given?.comment ?? '').trim() === '' ? 'warning' : ''} autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} disabled={!may.score} value={given?.comment ?? ''} onChange={({ target }) => set(id, { comment: target.value })} style={{ marginTop: 6 }} />
            </li>
          );
        })}
      </ol>
      <p><label htmlFor="remark">{t('remark')}</label></p>
      <Input.TextArea id="remark" rows={4} maxLength={5000} disabled={!may.score} value={remark} onChange={({ target }) => change({ remark: target.value })} />
      <p style={{ fontSize: 18 }}>{t('total')} <strong>{total === undefined ? '—' : total.toFixed(1)}</strong></p>
      {may.score ? <Popconfirm title={t('submitSure')} onConfirm={() => submit.run()} disabled={missing > 0}><Button type="primary" loading={submit.running} disabled={missing > 0}>{t('submit')}</Button></Popconfirm> : null}
    </Card>
  );
}
