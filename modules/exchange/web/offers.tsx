import { Button, DatePicker, Empty, Form, Input, InputNumber } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { offerStates } from '../messages.ts';
import { PersonName, type Named } from './agreement-dialog.tsx';
import { ClosePost } from './close-post.tsx';
import { BalanceIfSaved } from './balance.tsx';
import { changes, exchangeClient, type Offer, type Scheme } from './client.ts';
import { Choices, useDeclaredWords } from './declared.tsx';
import { messages as fitMessages } from './fit-messages.ts';
import { messages } from './messages.ts';

/** What the hosts offer; a host's own also before they are published. */
export function Offers({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const [editing, setEditing] = useState<Offer | 'new'>();
  const acting = useActing();
  const isOwn = (offer: Offer) => (acting?.role === 'institution_officer' ? acting.organization?.id === offer.institutionId : acting?.role === 'party_officer' && acting.party === offer.party);
  const take = useAct({ act: () => answer(exchangeClient.schemes[':id']['cadre-posts'].$post({ param: { id: scheme.id } })), changes, done: t('postsTaken') });
  const add = scheme.may.change && scheme.words.cadres ? <Button loading={take.running} onClick={() => take.run()}>{t('takePosts')}</Button> : scheme.may.offer ? <Button type="primary" onClick={() => setEditing('new')}>{t('addOffer')}</Button> : null;
  return (
    <section aria-label={t('offers')}>
      {scheme.offers.length === 0 ? <Empty description={t('noOffers')}>{add}</Empty> : <div className="row no-print" style={{ marginBottom: 14 }}>{add}</div>}
      {scheme.offers.map((offer) => <OfferCard key={offer.id} scheme={scheme} offer={offer} {...(isOwn(offer) ? { onEdit: () => setEditing(offer), editable: scheme.may.offer } : {})} />)}
      {editing === undefined ? null : <OfferDialog scheme={scheme} offer={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </section>
  );
}

function OfferCard({ scheme, offer, onEdit, editable = false }: { scheme: Scheme; offer: Offer; onEdit?: () => void; editable?: boolean }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const f = useTexts(fitMessages);
  const declared = useDeclaredWords(scheme.words.pairs)(offer);
  return (
    <article className="card" aria-label={offer.title}>
      <h2>{offer.title}<Mark>{offer.taken > 0 ? t('placesOf', { count: offer.capacity, taken: offer.taken }) : t('placesCount', { count: offer.capacity })}</Mark>{offer.state === 'published' ? null : <Mark tone="warn">{text(offerStates[offer.state as keyof typeof offerStates])}</Mark>}</h2>
      <p className="row" style={{ gap: 8, margin: '0 0 8px' }}><PartySeal party={offer.party} />{offer.institutionName}</p>
      <OfferText offer={offer} />
      {declared === '' ? null : <p style={{ margin: '8px 0 0' }}><span className="soft">{f('declared')}</span> {declared}</p>}
      {onEdit === undefined ? null : <div className="row no-print" style={{ marginTop: 10 }}>{editable && offer.state !== 'withdrawn' ? <Button size="small" onClick={onEdit}>{w('edit')}</Button> : null}{offer.taken > 0 ? <ClosePost offer={offer} /> : <OfferMoves offer={offer} />}</div>}
    </article>
  );
}

/** What an offer says, line by line where there is something to say. */
export function OfferText({ offer }: { offer: Offer }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const days = offer.startsOn === null || offer.endsOn === null ? null : `${showDate(offer.startsOn, language)} – ${showDate(offer.endsOn, language)}`;
  const lines = [['days', days], ['requirements', offer.requirements], ['tutor', offer.tutor], ['lodging', offer.lodging], ['allowance', offer.allowance]] as const;
  return (
    <>
      <p style={{ whiteSpace: 'pre-wrap', margin: '0 0 8px' }}>{offer.description}</p>
      <dl className="definition">{lines.map(([key, value]) => (value === null ? null : <div key={key} style={{ display: 'contents' }}><dt>{t(key)}</dt><dd>{value}</dd></div>))}</dl>
    </>
  );
}

function OfferMoves({ offer }: { offer: Offer }) {
  const move = useAct({ act: (json: MoveRequest) => answer(exchangeClient.offers[':id'].move.$post({ param: { id: offer.id }, json })), changes });
  const publish = { name: 'publish', label: { zh: '发布', en: 'Publish' }, reason: 'none', danger: false, fields: [] } as const;
  const withdraw = { name: 'withdraw', label: { zh: '撤回', en: 'Withdraw' }, reason: 'required', danger: true, fields: [] } as const;
  const transitions = offer.state === 'draft' ? [publish, withdraw] : offer.state === 'published' ? [withdraw] : [];
  const state = offer.state as keyof typeof offerStates;
  return <LifecycleBar compact lifecycle={{ states: { [state]: { label: offerStates[state], tone: 'neutral' } }, state, version: offer.version, transitions }} onMove={move.runAsync} />;
}

type Values = { institutionId?: string | null; title: string; description: string; requirements?: string; capacity: number; tutor?: string; lodging?: string; allowance?: string; days?: [Dayjs, Dayjs] | null; mentor?: Named | null; fields?: string[]; aims?: string[] };

function OfferDialog({ scheme, offer, onClose }: { scheme: Scheme; offer: Offer | undefined; onClose: () => void }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const f = useTexts(fitMessages);
  const { pairs } = scheme.words;
  const own = acting?.role === 'institution_officer' ? acting.organization?.id : undefined;
  const { run, running } = useAct({
    act: ({ institutionId, ...values }: Values) => {
      const json = { title: values.title, description: values.description, capacity: values.capacity ?? 1, requirements: values.requirements ?? null, tutor: values.tutor ?? null, lodging: values.lodging ?? null, allowance: values.allowance ?? null, startsOn: values.days?.[0].format('YYYY-MM-DD') ?? null, endsOn: values.days?.[1].format('YYYY-MM-DD') ?? null, tutorId: values.mentor?.personId ?? null, fields: values.fields ?? [], aims: values.aims ?? [] };
      return offer === undefined
        ? answer(exchangeClient.schemes[':id'].offers.$post({ param: { id: scheme.id }, json: { institutionId: own ?? institutionId ?? '', ...json } }))
        : answer(exchangeClient.offers[':id'].$put({ param: { id: offer.id }, json: { version: offer.version, ...json } }));
    },
    changes, onDone: onClose,
  });
  const [form] = Form.useForm<Values>();
  const typed = Form.useWatch('capacity', form) ?? 0;
  const capacity = pairs === null ? typed : 1;
  // A draft counts for nothing yet; published it does.
  const before = offer?.state === 'published' ? offer.capacity : 0;
  const rules = [{ required: true, message: w('needed') }];
  const initial = offer === undefined ? { capacity: 1 } : { ...offer, mentor: offer.tutorId === null ? null : { personId: offer.tutorId, name: offer.tutor ?? '' }, requirements: offer.requirements ?? '', tutor: offer.tutor ?? '', lodging: offer.lodging ?? '', allowance: offer.allowance ?? '', days: offer.startsOn === null || offer.endsOn === null ? null : ([dayjs(offer.startsOn), dayjs(offer.endsOn)] satisfies [Dayjs, Dayjs]) };
  return (
    <FormDialog<Values> width={620} title={`${offer === undefined ? t('addOffer') : t('editOffer')} · ${text(scheme.words.post)}`} running={running} form={form} initialValues={initial} onFinish={run} onClose={onClose}>
      {offer !== undefined && offer.state !== 'draft' ? null : <p className="soft" style={{ marginTop: 0 }}>{t('offerDraftHint')}</p>}
      {offer === undefined && own === undefined ? <Form.Item name="institutionId" label={t('host')} rules={rules}><InstitutionSelect {...(acting?.party == null ? {} : { party: acting.party })} label={t('host')} /></Form.Item> : null}
      <div className="form-columns">
        <Form.Item name="title" label={t('offerTitle')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={120} /></Form.Item>
        {pairs === null ? <Form.Item name="capacity" label={t('capacity')} rules={rules}><InputNumber min={1} max={1000} style={{ width: '100%' }} /></Form.Item> : <Form.Item name="mentor" label={f('mentor')} rules={rules} extra={f('mentorHint')}><PersonName own known={offer?.tutorId == null ? undefined : { personId: offer.tutorId, name: offer.tutor ?? '' }} /></Form.Item>}
      </div>
      {pairs === null ? null : <><Form.Item name="fields" label={f('fields')} rules={rules}><Choices of={pairs.fields} label={f('fields')} /></Form.Item><Form.Item name="aims" label={f('aims')} rules={rules}><Choices of={pairs.aims} label={f('aims')} /></Form.Item></>}
      <BalanceIfSaved scheme={scheme} party={offer?.party ?? acting?.party} takes={capacity - before} />
      <Form.Item name="description" label={t('description')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
      <Form.Item name="requirements" label={t('requirements') + w('optional')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="days" label={t('days') + w('optional')} extra={t('daysHint', { from: showDate(scheme.startsOn, language), to: showDate(scheme.endsOn, language) })}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <div className="form-columns">
        {pairs === null ? <Form.Item name="tutor" label={t('tutor') + w('optional')}><Input maxLength={60} /></Form.Item> : null}
        <Form.Item name="lodging" label={t('lodging') + w('optional')}><Input maxLength={500} /></Form.Item>
        <Form.Item name="allowance" label={t('allowance') + w('optional')}><Input maxLength={500} /></Form.Item>
      </div>
    </FormDialog>
  );
}
