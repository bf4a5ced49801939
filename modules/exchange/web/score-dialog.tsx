import { Form, InputNumber } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { totalOf, type Points } from '../ordering/rules.ts';
import { changes, exchangeClient } from './client.ts';
import { messages } from './ordering-messages.ts';
import type { Candidate, Order } from './orders.tsx';

/** One's own points for somebody, by the criteria of the programme, and what they come to. */
export function ScoreDialog({ offerId, candidate, rubric, onClose }: { offerId: string; candidate: Candidate; rubric: Order['rubric']; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Record<string, number>>();
  const typed = Form.useWatch([], form) as Record<string, number | null> | undefined; // what stands in the fields: none before the first drawing, null where one was emptied
  const points: Points = Object.fromEntries(Object.entries(typed ?? {}).flatMap(([key, value]) => (value == null ? [] : [[key, value]])));
  const total = totalOf(rubric, [points]);
  const { run, running } = useAct({ act: (given: Record<string, number>) => answer(exchangeClient.offers[':id'].scores.$put({ param: { id: offerId }, json: { applicationId: candidate.id, points: given } })), changes, onDone: onClose });
  return (
    <FormDialog title={t('scoreOf', { name: candidate.personName })} running={running} form={form} initialValues={candidate.own} onFinish={run} onClose={onClose}>
      <p className="soft" style={{ marginTop: 0 }}>{candidate.homeName}</p>
      <p className="said-at-length">{candidate.statement}</p>
      {rubric.map(({ key, label, weight }) => <Form.Item key={key} name={key} label={t('weight', { label: text(label), weight })} rules={[{ required: true, message: w('needed') }]}><InputNumber min={0} max={100} precision={0} placeholder={t('points')} suffix={t('point')} style={{ width: '100%' }} /></Form.Item>)}
      <p aria-live="polite" style={{ margin: 0 }}>{total === undefined ? <span className="soft">{t('totalLater')}</span> : <strong>{t('ownTotal', { total })}</strong>}</p>
    </FormDialog>
  );
}
