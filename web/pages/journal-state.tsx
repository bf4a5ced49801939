import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { ReasonDialog } from './account-dialogs.tsx';
import { journalClient, type JournalState, type Witness } from './journal-client.ts';
import { isPinned } from './journal-key.ts';
import { messages } from './journal-messages.ts';

const changes = [['journal']] as const;

/** How the log stands: how large, signed when and by which key, and who of the four has witnessed it. */
export function StateCard({ state }: { state: JournalState }) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const [shown, setShown] = useState(false);
  const copy = () => void navigator.clipboard.writeText(state.verifier).then(() => message.success(t('copied')));
  return (
    <Card title={t('state')} extra={<span className="row"><Button size="small" onClick={copy}>{t('copyKey')}</Button><Button size="small" onClick={() => setShown(true)}>{t('checkpoint')}</Button></span>}>
      <KeyWarning state={state} />
      <dl className="journal-figures">
        <div><dd>{state.size.toLocaleString('en-US')}</dd><dt>{t('size')}</dt></div>
        <div><dd>{showInstant(state.checkpointAt)}</dd><dt>{t('checkpointAt')}</dt></div>
        <div><dd>{state.waiting >= 10_000 ? '10000+' : state.waiting}</dd><dt>{t('waiting')}</dt></div>
        <div><dd><code>{keyIdOf(state.verifier)}</code></dd><dt>{t('keyId')}</dt></div>
      </dl>
      <Witnesses state={state} />
      {shown ? <CheckpointShown onClose={() => setShown(false)} /> : null}
    </Card>
  );
}

/** A key that this browser has not seen before is worth a call to the others. */
export function KeyWarning({ state: { origin, verifier } }: { state: Pick<JournalState, 'origin' | 'verifier'> }) {
  const t = useTexts(messages);
  return isPinned(origin, verifier) ? null : <Alert type="error" showIcon title={t('keyChanged')} style={{ marginBottom: 14 }} />;
}

function Witnesses({ state }: { state: JournalState }) {
  const t = useTexts(messages);
  const acting = useActing();
  const [registering, setRegistering] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Witness>();
  const mine = acting?.role === 'party_officer' ? acting.party : undefined;
  return (
    <>
      <h3 className="row journal-witness-head"><span className="grow">{t('witnesses')}</span>{mine === undefined ? null : <Button size="small" onClick={() => setRegistering(true)}>{t('register')}</Button>}</h3>
      <ul className="journal-witnesses">
        {partyCodes.map((party) => <PartyWitnesses key={party} party={party} state={state} {...(mine === party ? { onWithdraw: setWithdrawing } : {})} />)}
      </ul>
      <p className="soft" style={{ marginBottom: 0 }}>{t('witnessNote')}</p>
      {registering ? <RegisterWitness onClose={() => setRegistering(false)} /> : null}
      {withdrawing === undefined ? null : (
        <ReasonDialog
          title={t('withdrawTitle')} note={t('withdrawNote')} changes={changes} done={t('withdrawn')} onClose={() => setWithdrawing(undefined)}
          act={(reason) => answer(journalClient.witnesses[':id'].withdraw.$post({ param: { id: withdrawing.id }, json: { version: withdrawing.version, reason } }))}
        />
      )}
    </>
  );
}

function PartyWitnesses({ party, state, onWithdraw }: { party: PartyCode; state: JournalState; onWithdraw?: (witness: Witness) => void }) {
  const t = useTexts(messages);
  const own = state.witnesses.filter((witness) => witness.party === party && witness.withdrawnAt === null);
  return (
    <li>
      <PartySeal party={party} />
      <div>
        {own.length === 0 ? <span className="soft">{t('noWitness')}</span> : own.map((witness) => (
          <div key={witness.id}>
            <div className="journal-name">{witness.name} <code className="soft">{keyIdOf(witness.verifier)}</code>{onWithdraw === undefined ? null : <Button type="link" size="small" onClick={() => onWithdraw(witness)}>{t('withdraw')}</Button>}</div>
            {witness.lastSize === null || witness.lastSignedAt === null ? <Mark tone="warn">{t('neverCosigned')}</Mark> : (
              <Mark tone={witness.lastSize === state.size ? 'good' : 'neutral'}>{t('cosigned', { at: showInstant(witness.lastSignedAt), size: witness.lastSize })}{witness.lastSize === state.size ? '' : t('behind', { n: state.size - witness.lastSize })}</Mark>
            )}
          </div>
        ))}
      </div>
    </li>
  );
}

function RegisterWitness({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ verifier: string }>();
  const { run, running } = useAct({ act: (json: { verifier: string }) => answer(journalClient.witnesses.$post({ json })), changes, done: t('registered'), onDone: onClose });
  return (
    <Modal open title={t('register')} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="verifier" label={t('verifier')} extra={t('verifierNote')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={3} maxLength={400} autoFocus spellCheck={false} /></Form.Item>
      </Form>
    </Modal>
  );
}

/** The checkpoint itself, as anybody may fetch it. */
function CheckpointShown({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const note = useQuery({ queryKey: ['journal', 'checkpoint'], queryFn: async () => (await fetch('/api/journal/checkpoint')).text() });
  return <Modal open title={t('checkpointAt')} width={680} footer={<Button onClick={onClose}>{w('close')}</Button>} onCancel={onClose}><pre className="journal-note">{note.data ?? ''}</pre></Modal>;
}

function keyIdOf(verifier: string): string {
  return /\+([0-9a-f]{8})\+/.exec(verifier)?.[1] ?? '';
}
