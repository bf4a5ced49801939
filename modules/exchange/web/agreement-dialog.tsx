import { AutoComplete, Checkbox, DatePicker, Form, Input, InputNumber } from 'antd';
import { useQuery } from '@tanstack/react-query';
import dayjs, { type Dayjs } from 'dayjs';
import { useDeferredValue, useState } from 'react';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Agreement, type AgreementVersion, type Stay } from './client.ts';
import { Lines } from './lines.tsx';
import { messages } from './stay-messages.ts';

type Content = AgreementVersion['content'];
export type Named = { readonly name: string; readonly personId: string | null };
type Values = {
  days: [Dayjs, Dayjs]; texts: Record<string, string | undefined>; courses?: Content['courses'][number][]; scale?: { host: string; home: string; lines: { atLeast: number; grade: string }[] };
  minor: boolean; guardian?: string; teacher?: Named | null; tutor?: Named | null;
};

/** Writes the agreement, or a change of it, and sends it to be signed. */
export function AgreementDialog({ stay, agreement, onClose }: { stay: Stay; agreement: Agreement; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const minor = Form.useWatch('minor', form) ?? false;
  const [last] = agreement.versions;
  const has = (kind: string) => stay.words.agreement.some((field) => field.kind === kind);
  const { run, running } = useAct({
    act: ({ days, texts, courses, scale, guardian, teacher, tutor }: Values) => answer(exchangeClient.stays[':id'].agreement.$put({ param: { id: stay.applicationId }, json: {
      version: agreement.version, from: days[0].format('YYYY-MM-DD'), to: days[1].format('YYYY-MM-DD'),
      content: { texts: Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, value ?? ''])), courses: courses ?? [], scale: has('scale') ? scale ?? null : null },
      guardian: minor ? guardian?.trim() ?? null : null, teacher: named(teacher), tutor: named(tutor),
    } })),
    changes, onDone: onClose,
  });
  const rules = [{ required: true, message: w('needed') }];
  const written = [...rules, { whitespace: true, message: w('needed') }];
  const signatory = (who: string) => last?.signatures.find((signature) => signature.signatory === who);
  return (
    <FormDialog<Values> width={760} title={t(agreement.versions.length === 0 ? 'draftAgreement' : 'changeAgreement')} okText={t('sendToSign')} running={running} form={form} onFinish={run} initialValues={initial(stay, last)} onClose={onClose}>
      {agreement.open === null ? null : <p className="soft">{t('sendAgainHint')}</p>}
      <Form.Item name="days" label={t('days')} rules={rules}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      {stay.words.agreement.map(({ key, label, kind, required }) => (
        kind === 'courses' ? <Courses key={key} label={text(label)} />
        : kind === 'scale' ? <ScaleLines key={key} label={text(label)} />
        : <Form.Item key={key} name={['texts', key]} label={text(label)} rules={[{ required, whitespace: true, message: w('needed') }]}>{kind === 'text' ? <Input maxLength={500} /> : <Input.TextArea rows={3} maxLength={5000} />}</Form.Item>
      ))}
      <h3 style={{ fontSize: 15, margin: '4px 0 8px' }}>{t('whoSigns')}</h3>
      <p className="soft" style={{ marginTop: 0 }}>{t('whoSignsHint')}</p>
      <div className="form-columns">
        <Form.Item name="teacher" label={t('teacher')} rules={[{ required: stay.field.signatories.includes('teacher'), message: w('needed') }]}><PersonName own={stay.side === 'home'} known={signatory('teacher')} /></Form.Item>
        <Form.Item name="tutor" label={t('tutorSigns')} rules={[{ required: stay.field.signatories.includes('tutor'), message: w('needed') }]}><PersonName own={stay.side === 'host'} known={signatory('tutor')} /></Form.Item>
      </div>
      {stay.field.mayBeMinor ? <Form.Item name="minor" valuePropName="checked"><Checkbox>{t('minor')}</Checkbox></Form.Item> : null}
      {minor ? <Form.Item name="guardian" label={t('guardian')} rules={written}><Input maxLength={60} /></Form.Item> : null}
    </FormDialog>
  );
}

function named(value: Named | null | undefined): Named | null {
  return value == null || value.name.trim() === '' ? null : { ...value, name: value.name.trim() };
}

function initial(stay: Stay, last: AgreementVersion | undefined) {
  const of = (who: string) => { const found = last?.signatures.find(({ signatory }) => signatory === who); return found === undefined ? null : { name: found.name, personId: found.personId }; };
  const guardian = of('guardian');
  return {
    days: [dayjs(last?.from ?? stay.startsOn), dayjs(last?.to ?? stay.endsOn)] as [Dayjs, Dayjs], texts: last?.content.texts ?? {}, courses: last?.content.courses ?? [{}],
    scale: last?.content.scale ?? { host: '百分制', home: '五级制', lines: [{ atLeast: 90, grade: '优秀' }, { atLeast: 80, grade: '良好' }, { atLeast: 70, grade: '中等' }, { atLeast: 60, grade: '及格' }] },
    minor: guardian !== null, ...(guardian === null ? {} : { guardian: guardian.name }), teacher: of('teacher'), tutor: of('tutor') ?? stay.mentor,
  };
}

function Courses({ label }: { label: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const rules = [{ required: true, message: w('needed') }];
  return (
    <Lines name="courses" legend={label} columns="6fr 2fr 3fr 6fr 3fr" add={t('addCourse')} remove={t('removeLine')} least={1}>
      {(line) => (
        <>
          <Form.Item name={[line, 'hostCourse']} label={t('hostCourse')} rules={rules} className="wide"><Input maxLength={100} /></Form.Item>
          <Form.Item name={[line, 'hours']} label={t('hours')} rules={rules}><InputNumber min={0} max={2000} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name={[line, 'hostCredits']} label={t('hostCredits')} rules={rules}><InputNumber min={0} max={100} step={0.5} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name={[line, 'homeCourse']} label={t('homeCourse')} rules={rules} className="wide"><Input maxLength={100} /></Form.Item>
          <Form.Item name={[line, 'homeCredits']} label={t('homeCredits')} rules={rules}><InputNumber min={0} max={100} step={0.5} style={{ width: '100%' }} /></Form.Item>
        </>
      )}
    </Lines>
  );
}

function ScaleLines({ label }: { label: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const rules = [{ required: true, message: w('needed') }];
  return (
    <>
      <Lines name={['scale', 'lines']} legend={label} columns="1fr 1fr" add={t('addLine')} remove={t('removeLine')} least={1}>
        {(line) => (
          <>
            <Form.Item name={[line, 'atLeast']} label={t('atLeast')} rules={rules}><InputNumber prefix="≥" min={0} max={1000} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name={[line, 'grade']} label={t('homeGrade')} rules={rules}><Input maxLength={20} /></Form.Item>
          </>
        )}
      </Lines>
      <div className="form-columns">
        <Form.Item name={['scale', 'host']} label={t('hostScale')} rules={rules}><Input maxLength={40} /></Form.Item>
        <Form.Item name={['scale', 'home']} label={t('homeScale')} rules={rules}><Input maxLength={40} /></Form.Item>
      </div>
    </>
  );
}

const directory = apiClient<DirectoryApi>('/api/directory');

/** A name under the agreement; of one's own institution somebody out of the directory, who then signs here themselves. */
export function PersonName({ own, known, value, onChange, id }: { own: boolean; known: { personId: string | null; name: string } | undefined; value?: Named | null; onChange?: (value: Named | null) => void; id?: string }) {
  const [typed, setTyped] = useState('');
  const name = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['directory', 'people', 'named', name], enabled: own && name.length >= 2, queryFn: () => answer(directory.people.$get({ query: { words: name, limit: '10' } })) });
  const options = (found.data?.items ?? []).map((person) => ({ value: person.id, label: [person.name, person.position].filter(Boolean).join(' · '), name: person.name }));
  return (
    <AutoComplete
      {...(id === undefined ? {} : { id })} allowClear value={value?.name ?? ''} options={options} showSearch={{ filterOption: false, onSearch: setTyped }}
      onSelect={(_value, { value: personId, name: chosen }) => onChange?.({ name: chosen, personId })}
      onChange={(written: string | undefined) => { if (!options.some((option) => option.value === written)) onChange?.(written === undefined || written === '' ? null : { name: written, personId: written === known?.name ? known.personId : null }); }}
    />
  );
}
