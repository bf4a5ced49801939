import { Button, DatePicker, Form, Input, Modal, Popconfirm } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { postNames } from '../messages.ts';
import { bodiesClient, changes, useTerms, type Body, type Seat, type Term } from './client.ts';
import { messages } from './messages.ts';

type Values = { name: string; office?: string; startsOn: Dayjs; endsOn?: Dayjs; basis: string };

/** Everybody who sat on a seat; whoever fills it enters the next, and when a term ends. */
export function SeatDialog({ seat, body, onClose }: { seat: Seat; body: Body; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const terms = useTerms(seat.id);
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ name, office = '', startsOn, endsOn, basis }: Values) => answer(bodiesClient.seats[':id'].terms.$post({
      param: { id: seat.id }, json: { name, startsOn: startsOn.format('YYYY-MM-DD'), basis, ...(office.trim() === '' ? {} : { office }), ...(endsOn === undefined || endsOn === null ? {} : { endsOn: endsOn.format('YYYY-MM-DD') }) },
    })),
    changes, onDone: () => form.resetFields(),
  });
  const title = [text(body.name), seat.party === null ? '' : text(partyNames[seat.party]), text(postNames[seat.post])].filter((part) => part !== '').join(' · ');
  return (
    <Modal open width={640} title={title} footer={null} onCancel={onClose}>
      <h3>{t('allTerms')}</h3>
      {terms.data?.items.length === 0 ? <p className="soft">{t('vacant')}</p> : null}
      <ul className="row-list">{terms.data?.items.map((term) => <TermLine key={term.id} term={term} mayFill={seat.mayFill} />)}</ul>
      {!seat.mayFill ? null : (
        <Form form={form} layout="vertical" onFinish={run} style={{ marginTop: 18 }} initialValues={{ startsOn: dayjs() }}>
          <h3>{t('fill')}</h3>
          <div className="form-columns">
            <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} /></Form.Item>
            <Form.Item name="office" label={t('office')}><Input maxLength={100} /></Form.Item>
            <Form.Item name="startsOn" label={t('startsOn')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="endsOn" label={t('endsOn')}><DatePicker style={{ width: '100%' }} /></Form.Item>
          </div>
          <Form.Item name="basis" label={t('basis')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={500} placeholder={t('basisHint')} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={running}>{t('fill')}</Button>
        </Form>
      )}
    </Modal>
  );
}

function TermLine({ term, mayFill }: { term: Term; mayFill: boolean }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const [lastDay, setLastDay] = useState<Dayjs>(dayjs());
  const [reason, setReason] = useState('');
  const param = { id: term.id };
  const end = useAct({ act: () => answer(bodiesClient.terms[':id'].end.$post({ param, json: { version: term.version, endsOn: lastDay.format('YYYY-MM-DD'), reason: t('endTerm') } })), changes });
  const withdraw = useAct({ act: () => answer(bodiesClient.terms[':id'].withdraw.$post({ param, json: { version: term.version, reason: reason.trim() } })), changes });
  return (
    <li className="row">
      <span className="grow">{term.name}{term.office === null ? null : <span className="soft"> {term.office}</span>} <span className="soft nowrap">{showDate(term.startsOn, language)} – {term.endsOn === null ? t('toNow') : showDate(term.endsOn, language)}</span><br /><span className="soft">{term.basis}</span></span>
      {!mayFill ? null : (
        <>
          {term.endsOn !== null ? null : <Popconfirm title={t('lastDay')} okText={t('endTerm')} cancelText={w('cancel')} onConfirm={() => end.run()} description={<DatePicker aria-label={t('lastDay')} allowClear={false} value={lastDay} onChange={(day) => { if (day !== null) setLastDay(day); }} />}><Button size="small">{t('endTerm')}</Button></Popconfirm>}
          <Popconfirm title={t('withdrawTerm')} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ danger: true, disabled: reason.trim() === '' }} onConfirm={() => withdraw.run()} description={<Input aria-label={w('reason')} placeholder={w('reason')} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}><Button size="small" type="text">{t('withdrawTerm')}</Button></Popconfirm>
        </>
      )}
    </li>
  );
}
