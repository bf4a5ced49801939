import { Link, useParams } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Popconfirm } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { presets, rubricStates } from '../messages.ts';
import { changes, rubrics, useRubric, type Rubric } from './client.ts';
import { messages } from './messages.ts';
import { RubricTable } from './rubric-table.tsx';

type Criterion = Rubric['criteria'][number];
type Values = { title: string; passAt?: number | null; criteria: (Omit<Criterion, 'note' | 'commentBelow' | 'commentAbove' | 'threshold'> & { note?: string; commentBelow?: number | null; commentAbove?: number | null; threshold?: number | null })[] };

/** A version of a rubric: read, compared with the one before; while it is a draft, changed and put to the four. */
export function RubricPage() {
  const { id = '' } = useParams({ strict: false });
  const t = useTexts(messages);
  const text = useText();
  const rubric = useRubric(id);
  const { data } = rubric;
  const put = useAct({ act: (version: number) => answer(rubrics.rubrics[':id'].put.$post({ param: { id }, json: { version } })), changes: [...changes, ['governance']], done: t('wasPut') });
  return (
    <Page
      title={data?.title ?? t('rubric')} back={{ to: '/workspace/reviews/rubrics', label: t('rubrics') }} loading={rubric.isPending} error={rubric.error} onRetry={() => void rubric.refetch()}
      subtitle={data === undefined ? undefined : <span className="row"><span>{text(presets[data.preset].label)} · {t('rubricVersion', { n: data.number })}</span><Mark tone={data.state === 'in_force' ? 'good' : 'active'}>{text(rubricStates[data.state])}</Mark>{data.proposalId === null ? null : <Link to="/workspace/governance/proposals/$id" params={{ id: data.proposalId }}>{t('answersOfFour')}</Link>}</span>}
      extra={data?.may.put === true ? <Popconfirm title={t('putSure')} onConfirm={() => put.run(data.version)}><Button type="primary" loading={put.running}>{t('put')}</Button></Popconfirm> : undefined}
    >
      {data === undefined ? null : (
        <>
          {data.before === null ? null : <Differences rubric={data} before={data.before} />}
          {data.may.change ? <Editor key={data.version} rubric={data} /> : <Card title={t('rubric')}><RubricTable rubric={{ title: data.title, criteria: data.criteria, ...(data.passAt === null ? {} : { passAt: data.passAt }) }} /></Card>}
        </>
      )}
    </Page>
  );
}

function Differences({ rubric, before }: { rubric: Rubric; before: NonNullable<Rubric['before']> }) {
  const t = useTexts(messages);
  const lines = rubric.criteria.flatMap((now) => {
    const old = before.rubric.criteria.find(({ id }) => id === now.id);
    if (old === undefined) return [`${now.name}：${t('isNew')}`];
    const fields = [['criterion', 'name'], ['explains', 'note'], ['weight', 'weight'], ['most', 'most'], ['commentBelow', 'commentBelow'], ['commentAbove', 'commentAbove'], ['threshold', 'threshold']] as const;
    return fields.filter(([, field]) => old[field] !== now[field]).map(([label, field]) => `${now.name} · ${t(label)}：${String(now[field] ?? '—')}（${t('was', { value: old[field] ?? '—' })}）`);
  });
  const gone = before.rubric.criteria.filter(({ id }) => !rubric.criteria.some((now) => now.id === id)).map(({ name }) => name);
  const passes = (before.rubric.passAt ?? null) === rubric.passAt ? [] : [`${t('passMark')}：${rubric.passAt ?? '—'}（${t('was', { value: before.rubric.passAt ?? '—' })}）`];
  const all = [...lines, ...passes, ...(gone.length === 0 ? [] : [t('dropped', { names: gone.join('、') })])];
  return <Card title={before.number === 0 ? t('changedOwn') : t('changed', { n: before.number })}>{all.length === 0 ? <p className="soft" style={{ margin: 0 }}>{t('sameAsBefore')}</p> : <ul style={{ margin: 0 }}>{all.map((line) => <li key={line}>{line}</li>)}</ul>}</Card>;
}

function Editor({ rubric }: { rubric: Rubric }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const given = (value: number | null | undefined) => value ?? undefined;
  const { run, running } = useAct({
    act: ({ title, passAt, criteria }: Values) => answer(rubrics.rubrics[':id'].$post({ param: { id: rubric.id }, json: {
      version: rubric.version, title, passAt: passAt ?? null,
      criteria: criteria.map(({ id, name, note = '', weight, most, commentBelow, commentAbove, threshold }) => JSON.parse(JSON.stringify({ id, name, note, weight, most, commentBelow: given(commentBelow), commentAbove: given(commentAbove), threshold: given(threshold) })) as Criterion), // without what is not given
    } })),
    changes,
  });
  const needed = [{ required: true, message: w('needed') }];
  return (
    <Card title={t('rubric')}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ title: rubric.title, passAt: rubric.passAt, criteria: rubric.criteria }}>
        <Form.Item name="title" label={t('title')} rules={[{ required: true, min: 2, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Form.List name="criteria">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <fieldset key={key} className="criterion">
                  <div className="form-columns">
                    <Form.Item name={[name, 'name']} label={t('criterion')} rules={needed}><Input maxLength={60} /></Form.Item>
                    <Form.Item name={[name, 'id']} label={t('code')} rules={[{ required: true, pattern: /^[\w-]{1,40}$/, message: w('needed') }]}><Input maxLength={40} /></Form.Item>
                  </div>
                  <Form.Item name={[name, 'note']} label={t('explains') + w('optional')}><Input.TextArea autoSize maxLength={500} /></Form.Item>
                  <div className="row" style={{ alignItems: 'start' }}>
                    <Form.Item name={[name, 'weight']} label={t('weight')} rules={needed}><InputNumber min={0.1} max={1000} style={{ width: 90 }} /></Form.Item>
                    <Form.Item name={[name, 'most']} label={t('most')} rules={needed}><InputNumber min={1} max={100} precision={0} style={{ width: 90 }} /></Form.Item>
                    <Form.Item name={[name, 'commentBelow']} label={t('commentBelow')}><InputNumber min={0} max={100} precision={0} style={{ width: 90 }} /></Form.Item>
                    <Form.Item name={[name, 'commentAbove']} label={t('commentAbove')}><InputNumber min={0} max={100} precision={0} style={{ width: 90 }} /></Form.Item>
                    <Form.Item name={[name, 'threshold']} label={t('threshold')}><InputNumber min={0} max={100} precision={0} style={{ width: 90 }} /></Form.Item>
                    <Button style={{ marginTop: 30 }} onClick={() => remove(name)}>{t('remove')}</Button>
                  </div>
                </fieldset>
              ))}
              <Button type="dashed" onClick={() => add({ id: `c${fields.length + 1}`, weight: 10, most: 10 })}>{t('addCriterion')}</Button>
            </>
          )}
        </Form.List>
        <Form.Item name="passAt" label={t('passMark')} style={{ marginTop: 16 }}><InputNumber min={0} max={100} precision={1} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={running}>{w('save')}</Button>
      </Form>
    </Card>
  );
}
