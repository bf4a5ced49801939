import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Ceremony } from '#web/kit/signing/ceremony.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { keyPointsClient, type KeyPoints } from './client.ts';
import { messages } from './messages.ts';

const tones = { agree: 'good', reserve: 'active', object: 'bad', abstain: 'warn' } as const;

/** What each of the four has said, and who has signed. */
export function DecisionView({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const [amending, setAmending] = useState(false);
  return (
    <>
      <ConsentCard keyPoints={keyPoints} />
      <SignatureCard keyPoints={keyPoints} />
      {keyPoints.may.amend ? <Card title={t('amend')} extra={<Button size="small" onClick={() => setAmending(true)}>{t('amend')}</Button>}><p className="soft">{t('amendNote')}</p></Card> : null}
      {amending ? <AmendDialog keyPoints={keyPoints} onClose={() => setAmending(false)} /> : null}
    </>
  );
}

function ConsentCard({ keyPoints: { consent } }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const text = useText();
  if (consent === null) return <Card title={t('decision')}><p className="soft">{t('notPutYet')}</p></Card>;
  return (
    <Card title={t('consentRound', { round: consent.round })} extra={<Link to={`/workspace/governance/proposals/${consent.proposalId}`}>{t('openBoard')}</Link>}>
      <ul className="party-cards">
        {partyCodes.map((party) => {
          const said = consent.answers.find((given) => given.party === party);
          return (
            <li key={party} className={`party-${party}`}>
              <strong>{text(partyNames[party])}</strong>
              {said === undefined ? <span className="soft">{t('silent')}</span> : <><Mark tone={tones[said.answer]}>{t(said.answer)}</Mark><span className="soft">{t('signedBy', { name: said.name, at: showInstant(said.answeredAt) })}</span>{said.text === null ? null : <span>{said.text}</span>}</>}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function SignatureCard({ keyPoints: { signing } }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  if (signing === null) return <Card title={t('signatures')}><p className="soft">{t('notSignedYet')}</p></Card>;
  return <Ceremony documentId={signing.documentId} />;
}

function AmendDialog({ keyPoints, onClose }: { keyPoints: KeyPoints; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const { run, running } = useAct({
    act: async () => {
      const { id } = await answer(keyPointsClient[':id'].amendments.$post({ param: { id: keyPoints.id }, json: { reason: reason.trim() } }));
      await navigate({ to: '/workspace/key-points/$id', params: { id } });
    },
    changes: [['key-points']], done: false, onDone: onClose,
  });
  return (
    <Modal open title={t('amend')} okText={t('amend')} cancelText={w('cancel')} okButtonProps={{ disabled: reason.trim() === '', loading: running }} onOk={() => run()} onCancel={onClose}>
      <p className="soft">{t('amendNote')}</p>
      <Input.TextArea aria-label={w('reason')} placeholder={w('reason')} rows={3} maxLength={2000} autoFocus value={reason} onChange={({ target }) => setReason(target.value)} />
    </Modal>
  );
}
