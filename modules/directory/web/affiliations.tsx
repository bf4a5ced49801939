import { DatePicker, Form, Input, Modal, Timeline, Button } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages as fields } from '../messages.ts';
import { directoryClient, type PersonShown } from './client.ts';
import { messages } from './messages.ts';

type Affiliation = PersonShown['affiliations'][number];

/** Where a person was and is, the latest first; their keeper lets affiliations begin and end. */
export function Affiliations({ person }: { person: PersonShown }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const [beginning, setBeginning] = useState(false);
  const [ending, setEnding] = useState<Affiliation>();
  const may = person.mayKeep && person.mergedInto === null;
  const today = dayjs().format('YYYY-MM-DD');
  return (
    <Card title={t('affiliations')} extra={may ? <Button size="small" onClick={() => setBeginning(true)}>{t('beginAffiliation')}</Button> : undefined}>
      {person.affiliations.length === 0 ? <p className="soft">{t('noAffiliations')}</p> : (
        <Timeline
          items={person.affiliations.map((affiliation) => {
            const { id, institutionName, position, from, to } = affiliation;
            const stands = from > today ? 'upcoming' : to === null || to >= today ? 'present' : undefined;
            return {
              key: id, color: stands === 'present' ? 'var(--celadon)' : 'var(--ink-soft)',
              content: (
                <div className="row" style={{ alignItems: 'flex-start' }}>
                  <div className="grow">
                    <div><strong style={{ fontWeight: 500 }}>{institutionName}</strong>{position === null ? '' : ` · ${position}`} {stands === undefined ? null : <Mark tone={stands === 'present' ? 'good' : 'active'}>{t(stands)}</Mark>}</div>
                    <div className="soft">{showDate(from, language)} – {to === null ? t('untilNow') : showDate(to, language)}</div>
                  </div>
                  {may && to === null ? <Button size="small" onClick={() => setEnding(affiliation)} aria-label={t('endAffiliationOf', { name: institutionName })}>{t('endAffiliation')}</Button> : null}
                </div>
              ),
            };
          })}
        />
      )}
      {beginning ? <BeginDialog person={person} onClose={() => setBeginning(false)} /> : null}
      {ending === undefined ? null : <EndDialog person={person} affiliation={ending} onClose={() => setEnding(undefined)} />}
    </Card>
  );
}

function BeginDialog({ person, onClose }: { person: PersonShown; onClose: () => void }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  const [form] = Form.useForm<{ institutionId: string; position?: string; from: Dayjs }>();
  const { run, running } = useAct({
    act: ({ institutionId, position = '', from }: { institutionId: string; position?: string; from: Dayjs }) =>
      answer(directoryClient.people[':id'].affiliations.$post({ param: { id: person.id }, json: { institutionId, position: position.trim() === '' ? null : position.trim(), from: from.format('YYYY-MM-DD') } })),
    changes: [['directory', 'person', person.id], ['directory', 'people']], onDone: onClose,
  });
  return (
    <Modal open title={t('beginAffiliation')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{t('newBecomesPresent')}</p>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ from: dayjs() }}>
        <Form.Item name="institutionId" label={f('institution')} rules={[{ required: true, message: w('needed') }]}><InstitutionSelect label={f('institution')} /></Form.Item>
        <Form.Item name="position" label={f('position') + w('optional')}><Input maxLength={100} /></Form.Item>
        <Form.Item name="from" label={t('firstDay')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} /></Form.Item>
      </Form>
    </Modal>
  );
}

function EndDialog({ person, affiliation, onClose }: { person: PersonShown; affiliation: Affiliation; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ on: Dayjs }>();
  const { run, running } = useAct({
    act: ({ on }: { on: Dayjs }) => answer(directoryClient.people[':id'].affiliations[':affiliationId'].end.$post({ param: { id: person.id, affiliationId: affiliation.id }, json: { on: on.format('YYYY-MM-DD') } })),
    changes: [['directory', 'person', person.id], ['directory', 'people']], onDone: onClose,
  });
  return (
    <Modal open title={t('endAffiliationOf', { name: affiliation.institutionName })} okText={t('endAffiliation')} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: true }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ on: dayjs() }}>
        <Form.Item name="on" label={t('lastDay')} rules={[{ required: true, message: w('needed') }]}><DatePicker minDate={dayjs(affiliation.from)} style={{ width: '100%' }} /></Form.Item>
      </Form>
    </Modal>
  );
}
