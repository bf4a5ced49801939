import { Link } from '@tanstack/react-router';
import { Alert, App, Button, Empty, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages as fields } from '../messages.ts';
import { directoryClient, useMerges, type Merge } from './client.ts';
import { messages } from './messages.ts';

type Word = 'agree' | 'dismiss';

/** Records that seem to be one person: both side by side, as far as one may see them, and the keeper's word. */
export function MergesPage() {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const merges = useMerges();
  const [deciding, setDeciding] = useState<{ merge: Merge; word: Word }>();
  return (
    <Page title={t('merges')} subtitle={t('mergesAbout')} back={{ to: '/workspace/directory/people', label: f('people') }} loading={merges.isPending} error={merges.error} onRetry={() => void merges.refetch()}>
      {merges.data?.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noMerges')} /> : null}
      {(merges.data ?? []).map((merge) => <Proposal key={merge.id} merge={merge} onDecide={(word) => setDeciding({ merge, word })} />)}
      {deciding === undefined ? null : <DecideDialog merge={deciding.merge} word={deciding.word} onClose={() => setDeciding(undefined)} />}
    </Page>
  );
}

function Proposal({ merge, onDecide }: { merge: Merge; onDecide: (word: Word) => void }) {
  const t = useTexts(messages);
  const stands = standing(merge);
  const name = merge.a.name ?? merge.b.name ?? t('merges');
  return (
    <section className="card" aria-label={name}>
      <h2>{name}<span className="extra soft">{t('proposedAt', { at: showInstant(merge.proposedAt) })}</span></h2>
      <div className="sides">
        <Side side={merge.a} title={t('recordA')} />
        <Side side={merge.b} title={t('recordB')} />
      </div>
      <Alert type={stands === 'waitingForOther' ? 'success' : 'info'} showIcon title={t(stands)} style={{ margin: '14px 0' }} />
      <div className="row">
        {stands === 'waitingForOther' ? null : <Button type="primary" onClick={() => onDecide('agree')}>{t('agree')}</Button>}
        <Button danger onClick={() => onDecide('dismiss')}>{t('dismiss')}</Button>
      </div>
    </section>
  );
}

function Side({ side, title }: { side: Merge['a']; title: string }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  return (
    <div className="report">
      <h3 style={{ fontSize: 15 }}>{title}</h3>
      <p className="row" style={{ gap: 6 }}><Mark tone={side.mine ? 'active' : 'neutral'}>{t(side.mine ? 'mine' : 'theirs')}</Mark><Mark tone={side.agreed ? 'good' : 'warn'}>{t(side.agreed ? 'agreed' : 'notAgreed')}</Mark></p>
      {side.name === null ? <p className="soft">{t('notVisible')}</p> : (
        <dl className="definition">
          <dt>{f('personName')}</dt><dd><Link to="/workspace/directory/people/$id" params={{ id: side.id }}>{side.name}</Link></dd>
          <dt>{f('institution')}</dt><dd>{side.institutionName ?? '—'}</dd>
          <dt>{f('position')}</dt><dd>{side.position ?? '—'}</dd>
          <dt>{f('title')}</dt><dd>{side.title ?? '—'}</dd>
          <dt>{f('field')}</dt><dd>{side.field ?? '—'}</dd>
          <dt>{f('division')}</dt><dd><span className="row" style={{ gap: 8 }}>{side.party === null ? null : <PartyTag party={side.party} />}{side.divisionName ?? '—'}</span></dd>
        </dl>
      )}
    </div>
  );
}

/** Whose word a proposal waits for, from where the reader stands. */
function standing({ a, b }: Merge): 'bothYours' | 'waitingForOther' | 'otherAgreed' | 'waitingForYou' {
  if (a.mine && b.mine) return 'bothYours';
  const [mine, other] = a.mine ? [a, b] : [b, a];
  if (mine.agreed) return 'waitingForOther';
  return other.agreed ? 'otherAgreed' : 'waitingForYou';
}

function DecideDialog({ merge, word, onClose }: { merge: Merge; word: Word; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const { run, running } = useAct({
    act: async ({ reason }: { reason: string }) => {
      const { state } = await answer(directoryClient.merges[':id'].$post({ param: { id: merge.id }, json: { agrees: word === 'agree', reason: reason.trim() } }));
      void message.success(t(state === 'merged' ? 'mergedNow' : state === 'dismissed' ? 'dismissedNow' : 'agreedNow'));
    },
    changes: [['directory']], done: false, onDone: onClose,
  });
  return (
    <Modal open title={t(word === 'agree' ? 'agreeTitle' : 'dismissTitle')} okText={t(word)} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: word === 'dismiss' }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{t(word === 'agree' ? 'agreeHint' : 'dismissHint')}</p>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} autoFocus /></Form.Item>
      </Form>
    </Modal>
  );
}
