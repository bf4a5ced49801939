import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant, toInstant } from '#web/kit/dates.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Offer } from './client.ts';
import { messages } from './ordering-messages.ts';
import type { Candidate } from './orders.tsx';

const loadSlots = async (id: string) => (await answer(exchangeClient.offers[':id'].slots.$get({ param: { id } }))).items;
type Slot = Awaited<ReturnType<typeof loadSlots>>[number];
const hour = (iso: string) => showInstant(iso).slice(-5);
const when = ({ from, to }: Slot) => `${showInstant(from)}–${hour(to)}`;

const book = (id: string, applicationId: string) => answer(exchangeClient.slots[':id'].book.$post({ param: { id }, json: { applicationId } }));
const free = (id: string) => answer(exchangeClient.slots[':id'].free.$post({ param: { id } }));

/** A host's interview slots for an offer, and who has them. */
export function HostSlots({ offer, candidates }: { offer: Offer; candidates: readonly Candidate[] }) {
  const t = useTexts(messages);
  const [adding, setAdding] = useState(false);
  const slots = useQuery({ queryKey: ['exchange', 'slots', offer.id], queryFn: () => loadSlots(offer.id) });
  const change = useAct({ act: (work: () => Promise<unknown>) => work(), changes });
  const waiting = candidates.filter(({ id }) => !(slots.data ?? []).some(({ applicationId }) => applicationId === id)).map(({ id, personName, homeName }) => ({ value: id, label: `${personName} · ${homeName}` }));
  return (
    <section style={{ marginTop: 16 }} aria-label={t('interviews')}>
      <div className="row"><h3 style={{ fontSize: 15, margin: 0 }} className="grow">{t('interviews')}</h3><Button size="small" onClick={() => setAdding(true)}>{t('addSlots')}</Button></div>
      {slots.isError ? <p role="alert">{wordsFor(slots.error)}</p> : null}
      <ul className="row-list">
        {(slots.data ?? []).map((slot) => (
          <li key={slot.id} className="row" style={{ padding: '6px 0' }}>
            <span className="grow"><span className="nowrap">{when(slot)}</span> <span className="soft">{slot.panel} · {slot.room}</span></span>
            {slot.personName === null ? (
              <>
                <Select size="small" style={{ minWidth: 160 }} placeholder={t('bookFor')} aria-label={`${t('bookFor')} ${when(slot)}`} options={waiting} value={null} onChange={(id: string) => change.run(() => book(slot.id, id))} />
                <Button size="small" type="link" onClick={() => change.run(() => answer(exchangeClient.slots[':id'].$delete({ param: { id: slot.id } })))}>{t('removeSlot')}</Button>
              </>
            ) : <><Mark tone="good">{slot.personName}</Mark><Button size="small" type="link" aria-label={`${t('cancelBooking')} ${slot.personName}`} onClick={() => change.run(() => free(slot.id))}>{t('cancelBooking')}</Button></>}
          </li>
        ))}
      </ul>
      {adding ? <SlotsDialog offer={offer} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

type Values = { panel: string; room: string; from: Dayjs; minutes: number; count: number };

function SlotsDialog({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const [from, minutes, count] = [Form.useWatch('from', form), Form.useWatch('minutes', form), Form.useWatch('count', form)];
  const { run, running } = useAct({ act: ({ from, ...values }: Values) => answer(exchangeClient.offers[':id'].slots.$post({ param: { id: offer.id }, json: { ...values, from: toInstant(from) } })), changes, onDone: onClose });
  const rules = [{ required: true, message: w('needed') }];
  return (
    <FormDialog title={t('addSlots')} running={running} form={form} initialValues={{ minutes: 20, count: 6, from: dayjs().add(3, 'day').hour(9).minute(0).second(0).millisecond(0) }} onFinish={run} onClose={onClose}>
      <div className="form-columns">
        <Form.Item name="panel" label={t('panel')} extra={t('panelHint')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={60} /></Form.Item>
        <Form.Item name="room" label={t('room')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
      </div>
      <Form.Item name="from" label={t('from')} rules={rules}><DatePicker showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} /></Form.Item>
      <div className="form-columns">
        <Form.Item name="minutes" label={t('minutes')} rules={rules}><InputNumber min={5} max={240} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="count" label={t('count')} rules={rules}><InputNumber min={1} max={60} style={{ width: '100%' }} /></Form.Item>
      </div>
      {from == null || minutes == null || count == null ? null : <p className="soft" aria-live="polite" style={{ margin: 0 }}>{t('endsAt', { count, end: from.add(minutes * count, 'minute').format('HH:mm') })}</p>}
    </FormDialog>
  );
}

/** The slots that an applicant may choose from, post by post; nothing where no host interviews. */
export function OwnSlots({ schemeId, applicationId }: { schemeId: string; applicationId: string }) {
  const t = useTexts(messages);
  const slots = useQuery({ queryKey: ['exchange', 'own-slots', schemeId], queryFn: async () => (await answer(exchangeClient.schemes[':id'].slots.$get({ param: { id: schemeId } }))).items });
  const change = useAct({ act: (work: () => Promise<unknown>) => work(), changes });
  const posts = Map.groupBy(slots.data ?? [], ({ offerId }) => offerId);
  if (posts.size === 0) return null;
  return (
    <Card title={t('interviews')}>
      <p className="soft">{t('chooseHint')}</p>
      {[...posts].map(([offerId, items]) => {
        const own = items.find((slot) => slot.applicationId === applicationId);
        return (
          <section key={offerId}>
            <h3 style={{ fontSize: 15 }}>{items[0]?.offerTitle} <span className="soft" style={{ fontWeight: 400 }}>{items[0]?.hostName}</span></h3>
            {own === undefined ? (
              <ul className="row-list" aria-label={t('chooseSlot')}>{items.map((slot) => <li key={slot.id} className="row"><span className="grow"><span className="nowrap">{when(slot)}</span> <span className="soft">{slot.room}</span></span><Button autoInsertSpace={false} aria-label={`${t('book')} ${when(slot)}`} loading={change.running} onClick={() => change.run(() => book(slot.id, applicationId))}>{t('book')}</Button></li>)}</ul>
            ) : <p className="row"><Mark tone="good">{t('booked')}</Mark><span className="grow">{when(own)} <span className="soft">{own.panel} · {own.room}</span></span><Button loading={change.running} onClick={() => change.run(() => free(own.id))}>{t('cancelBooking')}</Button></p>}
          </section>
        );
      })}
    </Card>
  );
}
