import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, ProblemError } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, meetingsClient, type Room } from './client.ts';
import { messages } from './messages.ts';

type Section = Room['minutes'][number];
type Written = { heading: string; text: string };

/** The minutes, each section written by whoever has something to say; two on one section see each other's text. */
export function Minutes({ room }: { room: Room }) {
  const t = useTexts(messages);
  const [adding, setAdding] = useState(false);
  const add = useAct({ act: (json: Written) => answer(meetingsClient.meetings[':id'].minutes.$post({ param: { id: room.id }, json })), changes, onDone: () => setAdding(false) });
  return (
    <Card title={t('minutes')} extra={room.may.write ? <Button onClick={() => setAdding(true)}>{t('addSection')}</Button> : undefined}>
      <p className="soft no-print">{room.minutes.length === 0 ? t('minutesLater') : room.may.write ? t('minutesNote') : ''}</p>
      {room.minutes.map((section) => <SectionPart key={section.id} section={section} mayWrite={room.may.write} />)}
      {adding ? <SectionForm running={add.running} onSave={add.run} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

function SectionPart({ section, mayWrite }: { section: Section; mayWrite: boolean }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const [writing, setWriting] = useState(false);
  // The version that the writer began from; after a conflict, the one whose text they were shown.
  const [base, setBase] = useState(section);
  const [theirs, setTheirs] = useState<Section>();
  const begin = () => { setBase(section); setTheirs(undefined); setWriting(true); };
  const { run, running } = useAct({
    act: async (json: Written) => {
      try {
        await answer(meetingsClient.minutes[':id'].$put({ param: { id: section.id }, json: { version: base.version, ...json } }));
      } catch (error) {
        const current = error instanceof ProblemError && error.problem.code === 'common/changed-meanwhile' ? (error.problem['current'] as Section) : undefined;
        if (current === undefined) throw error;
        setTheirs(current);
        setBase(current);
        return;
      }
      await queries.invalidateQueries({ queryKey: ['governance'] });
      setWriting(false);
    },
    changes: [], done: false,
  });
  if (writing) {
    return (
      <SectionForm section={base} running={running} onSave={run} onClose={() => setWriting(false)} saveLabel={theirs === undefined ? undefined : t('saveMerged')}>
        {theirs === undefined ? null : (
          <div className="theirs" role="alert">
            <p>{t('theirs', { name: theirs.changedBy ?? t('somebody') })}</p>
            <p className="written">{theirs.text}</p>
            <Button size="small" onClick={() => setWriting(false)}>{t('useTheirs')}</Button>
          </div>
        )}
      </SectionForm>
    );
  }
  return (
    <section className="minutes-section">
      <div className="row"><h3 className="grow">{section.heading}</h3>{section.changedAt === null ? null : <span className="soft">{t('writtenBy', { name: section.changedBy ?? t('somebody'), at: showInstant(section.changedAt) })}</span>}{mayWrite ? <Button size="small" className="no-print" aria-label={`${t('write')} ${section.heading}`} onClick={begin}>{t('write')}</Button> : null}</div>
      {section.text === '' ? <p className="soft">{t('emptySection')}</p> : <p className="written">{section.text}</p>}
    </section>
  );
}

function SectionForm({ section, running, onSave, onClose, saveLabel, children }: { section?: Section; running: boolean; onSave: (written: Written) => void; onClose: () => void; saveLabel?: string | undefined; children?: ReactNode }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [initial] = useState({ heading: section?.heading ?? '', text: section?.text ?? '' });
  return (
    <Form<Written> layout="vertical" className="report" initialValues={initial} onFinish={({ heading, text = '' }) => onSave({ heading, text })}>
      <Form.Item name="heading" label={t('sectionHeading')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
      <Form.Item name="text" label={t('sectionText')}><Input.TextArea autoSize={{ minRows: 4, maxRows: 24 }} maxLength={20_000} autoFocus /></Form.Item>
      {children}
      <div className="row"><Button type="primary" htmlType="submit" loading={running}>{saveLabel ?? w('save')}</Button><Button onClick={onClose}>{w('cancel')}</Button></div>
    </Form>
  );
}
