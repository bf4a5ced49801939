import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Collapse, DatePicker, Form, Input, Modal, Segmented } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { ruleNames } from '../messages.ts';
import { AnswerForm } from './answer-form.tsx';
import { AnswerMark, StateMark } from './answer-mark.tsx';
import { Changes, Clauses } from './clauses.tsx';
import { changes, consentClient, useProposal, type Proposal, type Round } from './client.ts';
import { messages } from './messages.ts';

/** One proposal: the text, what changed, what each of the four said; where one answers. */
export function ProposalPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const proposal = useProposal(id);
  const data = proposal.data;
  const newest = data?.rounds.at(-1);
  return (
    <Page
      title={data?.title ?? t('proposal')} back={{ to: '/workspace/governance', label: t('board') }} loading={proposal.isPending} error={proposal.error} onRetry={() => void proposal.refetch()}
      subtitle={data === undefined || newest === undefined ? undefined : (
        <span className="row"><StateMark state={newest.state} />{data.party === null ? t('putByAll') : t('putBy', { party: text(partyNames[data.party]) })} · {t('roundOf', { round: newest.round })} · {t('deadline')} {showDate(newest.deadline, language)} · {text(ruleNames[newest.rule])}</span>
      )}
      extra={data === undefined ? undefined : <><Link className="link-button" to={data.link}>{t('openRecord')}</Link>{data.may.decideTime && newest !== undefined ? <ProposerTools proposal={data} round={newest} /> : null}</>}
    >
      {data === undefined || newest === undefined ? null : (
        <>
          <Four round={newest} />
          <Answering proposal={data} round={newest} />
          <RoundText key={newest.round} round={newest} />
          {data.rounds.length < 2 ? null : (
            <Card title={t('earlierRounds')}>
              <Collapse items={data.rounds.slice(0, -1).toReversed().map((round) => ({ key: round.round, label: <span className="row">{t('roundOf', { round: round.round })} <StateMark state={round.state} /></span>, children: <><Four round={round} /><RoundText round={round} /></> }))} />
            </Card>
          )}
        </>
      )}
    </Page>
  );
}

/** Four columns, one a party. */
function Four({ round }: { round: Round }) {
  const t = useTexts(messages);
  const { tally } = round;
  return (
    <Card title={t('answers')} extra={<span className="soft">{t('tally', { consents: tally.consents, needed: tally.needed, objections: tally.objections, abstentions: tally.abstentions, silent: tally.silent.length })}</span>}>
      <div className="four">
        {partyCodes.map((party) => <section key={party} aria-label={party}><PartyTag party={party} /><AnswerMark answer={round.answers.find((given) => given.party === party)} whole /></section>)}
      </div>
    </Card>
  );
}

function Answering({ proposal, round }: { proposal: Proposal; round: Round }) {
  const t = useTexts(messages);
  const acting = useActing();
  const party = acting?.party;
  if (round.state !== 'open' && round.state !== 'lapsed') return null;
  if (round.state === 'lapsed' || round.deadline < proposal.today) return <Alert showIcon type="warning" title={t('pastNote')} style={{ marginBottom: 18 }} />;
  if (acting?.role === 'party_officer') return <Alert showIcon type="info" title={t('officerNote')} style={{ marginBottom: 18 }} />;
  if (!proposal.may.answer || party === undefined || party === null) return null;
  const given = round.answers.find((said) => said.party === party);
  return <AnswerForm key={`${round.round}-${given?.version ?? 0}`} proposalId={proposal.id} round={round} party={party} given={given} />;
}

function RoundText({ round }: { round: Round }) {
  const t = useTexts(messages);
  const [marked, setMarked] = useState(true);
  const shown = marked ? round.changes : undefined;
  return (
    <Card
      title={shown === undefined ? t('text') : t('changesSince', { round: round.round - 1 })}
      extra={round.changes === undefined ? undefined : <Segmented value={marked} options={[{ value: true, label: t('showChanges') }, { value: false, label: t('showText') }]} onChange={setMarked} />}
    >
      {shown === undefined ? <Clauses clauses={round.clauses} /> : <Changes changes={shown} />}
      <p className="soft digest">{t('digest')}：<code>{round.digest}</code></p>
    </Card>
  );
}

function ProposerTools({ proposal, round }: { proposal: Proposal; round: Round }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [asking, setAsking] = useState<'extend' | 'takeBack'>();
  const [form] = Form.useForm<{ deadline?: Dayjs; reason: string }>();
  const { run, running } = useAct({
    act: async ({ deadline, reason }: { deadline?: Dayjs; reason: string }) => {
      const param = { id: proposal.id };
      return deadline === undefined ? answer(consentClient.proposals[':id'].withdraw.$post({ param, json: { reason } })) : answer(consentClient.proposals[':id'].deadline.$post({ param, json: { deadline: deadline.format('YYYY-MM-DD'), reason } }));
    },
    changes, onDone: () => setAsking(undefined),
  });
  return (
    <>
      <Button onClick={() => setAsking('extend')}>{t('extend')}</Button>
      <Button danger onClick={() => setAsking('takeBack')}>{t('takeBack')}</Button>
      {asking === undefined ? null : (
        <Modal open title={t(asking)} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: asking === 'takeBack' }} onOk={() => form.submit()} onCancel={() => setAsking(undefined)}>
          <Form form={form} layout="vertical" onFinish={run}>
            {asking === 'extend' ? <Form.Item name="deadline" label={t('newDeadline')} rules={[{ required: true, message: w('needed') }]}><DatePicker minDate={dayjs(round.deadline).add(1, 'day')} style={{ width: '100%' }} /></Form.Item> : null}
            <Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          </Form>
        </Modal>
      )}
    </>
  );
}
