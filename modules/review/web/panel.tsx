import { Alert, Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { verdicts, type Verdict } from '../messages.ts';
import { itemCode } from '../rules.ts';
import { changes, panels, usePanel, type PanelPage, type Review } from './client.ts';
import { messages } from './messages.ts';

type PanelItem = PanelPage['items'][number];

/** What the panel has before it once the scores are open: item by item the sheets, the talk, the opinion. */
export function Panel({ review }: { review: Review }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const panel = usePanel(review.id);
  if (panel.isError) return <p role="alert">{wordsFor(panel.error)}</p>;
  const pages = panel.data?.pages ?? [];
  return (
    <>
      {pages.flatMap((page) => page.items.map((item) => (
        <Card key={item.id} title={item.title ?? itemCode(item.number)} extra={item.standing === null ? undefined : <Standing review={review} item={item} />}>
          <Lead page={page} item={item} />
          <Sheets review={review} page={page} item={item} />
          <Talk page={page} item={item} />
          <Opinion review={review} page={page} item={item} />
        </Card>
      )))}
      {panel.hasNextPage ? <p style={{ textAlign: 'center' }}><Button onClick={() => void panel.fetchNextPage()} loading={panel.isFetching}>{w('more')}</Button></p> : null}
      {pages[0]?.items.length === 0 ? <p className="soft">{t('nothingForYou')}</p> : null}
      {pages.length === 0 ? <p className="soft" aria-busy="true">{t('discussion')}…</p> : null}
    </>
  );
}

/** Where somebody leads in the chair's place, that they do. */
function Lead({ page, item }: { page: PanelPage; item: PanelItem }) {
  const t = useTexts(messages);
  const lead = page.reviewers.find(({ id }) => id === item.lead);
  if (lead === undefined || lead.chair) return null;
  return <Alert type="info" showIcon style={{ marginBottom: 12 }} title={item.leads ? t('youLead') : t('ledBy', { name: lead.name })} />;
}

function Standing({ review: { rubric }, item: { standing, adjusted } }: { review: Review; item: PanelItem }) {
  const t = useTexts(messages);
  if (standing === null) return null;
  const judges = rubric.passAt !== undefined || rubric.criteria.some(({ threshold }) => threshold !== undefined);
  return (
    <span className="facts-line">
      <span>{t('mean')} <strong>{standing.mean.toFixed(1)}</strong></span>
      {adjusted === null ? null : <span>{t('adjusted')} {adjusted.toFixed(1)}</span>}
      <span>{t('spread')} {standing.spread.toFixed(1)}</span>
      {judges ? <Mark tone={standing.passes ? 'good' : 'bad'}>{t(standing.passes ? 'passes' : 'fails')}</Mark> : null}
    </span>
  );
}

function Sheets({ review, page, item }: { review: Review; page: PanelPage; item: PanelItem }) {
  const t = useTexts(messages);
  const named = new Map(page.reviewers.map((reviewer) => [reviewer.id, reviewer]));
  return (
    <>
      {item.standing === null || item.standing.below.length === 0 ? null : <p className="overdue">{t('belowThreshold', { names: item.standing.below.join('、') })}</p>}
      <div className="scrolled" role="region" aria-label={t('scores')} tabIndex={0}>
        <table className="score-table">
          <thead><tr><th scope="col">{t('criterion')}</th>{item.sheets.map(({ reviewerId }) => <th key={reviewerId} scope="col">{named.get(reviewerId)?.name ?? ''}</th>)}</tr></thead>
          <tbody>
            {review.rubric.criteria.map(({ id, name, most }) => (
              <tr key={id}><th scope="row">{name} <span className="soft">/ {most}</span></th>{item.sheets.map(({ reviewerId, answers }) => <td key={reviewerId}>{answers[id]?.score ?? ''}{(answers[id]?.comment ?? '') === '' ? null : <div className="soft">{answers[id]?.comment}</div>}</td>)}</tr>
            ))}
            <tr><th scope="row">{t('total')}</th>{item.sheets.map(({ reviewerId, total }) => <td key={reviewerId}><strong>{total.toFixed(1)}</strong></td>)}</tr>
            <tr><th scope="row">{t('remark')}</th>{item.sheets.map(({ reviewerId, remark }) => <td key={reviewerId} className="soft">{remark}</td>)}</tr>
          </tbody>
        </table>
      </div>
    </>
  );
}

function Talk({ page, item }: { page: PanelPage; item: PanelItem }) {
  const t = useTexts(messages);
  const [text, setText] = useState('');
  const named = new Map(page.reviewers.map(({ id, name }) => [id, name]));
  const { run, running } = useAct({ act: () => answer(panels.items[':id'].posts.$post({ param: { id: item.id }, json: { text: text.trim() } })), changes, done: false, onDone: () => setText('') });
  return (
    <>
      <h3>{t('discussion')}</h3>
      {item.posts.length === 0 ? <p className="soft">{t('noPosts')}</p> : <ul className="row-list">{item.posts.map((post) => <li key={post.id}><strong>{named.get(post.reviewerId) ?? ''}</strong> <span className="soft">{showInstant(post.at)}</span><div style={{ whiteSpace: 'pre-wrap' }}>{post.text}</div></li>)}</ul>}
      {page.discussing ? (
        <div className="row" style={{ alignItems: 'end' }}>
          <Input.TextArea className="grow" aria-label={t('say')} autoSize={{ minRows: 1, maxRows: 8 }} maxLength={5000} value={text} onChange={({ target }) => setText(target.value)} />
          <Button loading={running} disabled={text.trim() === ''} onClick={() => run()}>{t('say')}</Button>
        </div>
      ) : null}
    </>
  );
}

type Values = { verdict: Verdict; score: number; text: string };

function Opinion({ review, page, item }: { review: Review; page: PanelPage; item: PanelItem }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const { opinion } = item;
  const { run, running } = useAct({ act: (values: Values) => answer(panels.items[':id'].opinion.$post({ param: { id: item.id }, json: { ...values, version: opinion?.version ?? 0 } })), changes });
  if (!item.leads || !page.discussing) {
    return <><h3>{t('opinion')}</h3>{opinion === null ? <p className="soft">{t('noOpinion')}</p> : <p style={{ whiteSpace: 'pre-wrap' }}><Mark tone="active">{text(verdicts[opinion.verdict])}</Mark> {opinion.score.toFixed(1)}　{opinion.text}</p>}</>;
  }
  const needed = [{ required: true, message: w('needed') }];
  return (
    <>
      <h3>{t('opinion')}</h3>
      <Form<Values> key={opinion?.version ?? 0} layout="vertical" onFinish={run} initialValues={{ verdict: opinion?.verdict, score: opinion?.score ?? (item.standing === null ? undefined : Math.round((item.adjusted ?? item.standing.mean) * 10) / 10), text: opinion?.text ?? '' }}>
        <div className="form-columns">
          <Form.Item name="verdict" label={t('verdict')} rules={needed}><Select options={review.verdicts.map((value) => ({ value, label: text(verdicts[value]) }))} /></Form.Item>
          <Form.Item name="score" label={t('finalScore')} rules={needed}><InputNumber min={0} max={100} precision={1} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="text" label={t('opinionText')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={10_000} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={running}>{t('writeOpinion')}</Button>
      </Form>
    </>
  );
}
