import { Button, DatePicker, Form, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type AgreementVersion, type Stay } from './client.ts';
import { messages } from './stay-messages.ts';

type Signature = AgreementVersion['signatures'][number];

/** Who signs a version: asked on a day, signed on a day, here or on paper. */
export function Signatures({ stay, version, onSign, signing = false }: { stay: Stay; version: AgreementVersion; onSign?: (signatory: Signature['signatory']) => void; signing?: boolean }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const officer = useActing()?.role !== 'member';
  const [entering, setEntering] = useState<Signature>();
  const [showing, setShowing] = useState<Signature>();
  const on = (day: string) => showDate(day, language);
  return (
    <>
      <ul className="row-list" aria-label={t('signatures')}>
        {version.signatures.map((signature) => (
          <li key={signature.id} style={{ padding: '6px 0' }}>
            <div className="row">
              <span className="grow"><strong>{text(signature.label)}</strong> {signature.name}</span>
              {signature.means === null ? <Mark tone={version.state === 'open' ? 'warn' : 'neutral'}>{t(version.state === 'open' ? 'unsigned' : 'notSigned')}</Mark> : <Mark tone="good">{t(signature.means === 'paper' ? 'signedOnPaper' : 'signedHere', { date: on(signature.signedOn ?? '') })}</Mark>}
              {onSign !== undefined && signature.maySign ? <Button size="small" type="primary" loading={signing} onClick={() => onSign(signature.signatory)}>{t('sign')}</Button> : null}
              {onSign !== undefined && signature.mayEnter && !(signature.maySign && signature.personId === null) ? <Button size="small" onClick={() => setEntering(signature)}>{t('enterPaper')}</Button> : null}
              {signature.means === 'paper' && officer ? <Button size="small" type="link" onClick={() => setShowing(signature)}>{t('scan')}</Button> : null}
            </div>
            <span className="soft">{t('sentOn', { date: on(signature.sentAt) })}{signature.means === 'paper' ? ` · ${t('enteredBy', { name: signature.enteredName ?? '', at: showInstant(signature.enteredAt ?? '') })}` : ''}</span>
          </li>
        ))}
      </ul>
      {entering === undefined ? null : <PaperDialog stay={stay} version={version} signature={entering} onClose={() => setEntering(undefined)} />}
      {showing === undefined ? null : <Modal open title={t('scan')} footer={null} onCancel={() => setShowing(undefined)}><FileUpload readOnly subject={{ type: 'exchange.signature', id: showing.id }} /></Modal>}
    </>
  );
}

function PaperDialog({ stay, version, signature, onClose }: { stay: Stay; version: AgreementVersion; signature: Signature; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const { run, running } = useAct({
    act: ({ signedOn }: { signedOn: Dayjs }) => answer(exchangeClient.stays[':id'].agreement.paper.$post({ param: { id: stay.applicationId }, json: { signatory: signature.signatory, digest: version.digest, signedOn: signedOn.format('YYYY-MM-DD') } })),
    changes, onDone: onClose,
  });
  return (
    <FormDialog<{ signedOn: Dayjs }> title={`${t('enterPaper')}：${text(signature.label)} ${signature.name}`} okText={t('enterPaper')} running={running} initialValues={{ signedOn: dayjs(stay.today) }} onFinish={run} onClose={onClose}>
      <Form.Item label={t('scan')} required><FileUpload subject={{ type: 'exchange.signature', id: signature.id }} prompt={t('scanPrompt')} /></Form.Item>
      <Form.Item name="signedOn" label={t('signedOn')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} /></Form.Item>
    </FormDialog>
  );
}
