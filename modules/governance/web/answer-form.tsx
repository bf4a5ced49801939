import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { answerNames } from '../messages.ts';
import { wordsWith, type AnswerKind } from '../rules.ts';
import { changes, consentClient, type Round, type ShownAnswer } from './client.ts';
import { messages } from './messages.ts';

const kinds = Object.keys(answerNames) as AnswerKind[];
const labels = { agree: 'remark', reserve: 'reservation', object: 'objection', abstain: 'remark' } as const;

/** Where the signatory answers for the party; an answer that is given is changed only by choosing so. */
export function AnswerForm({ proposalId, round, party, given }: { proposalId: string; round: Round; party: PartyCode; given: ShownAnswer | undefined }) {
  const t = useTexts(messages);
  const text = useText();
  const w = useTexts(words);
  const [changing, setChanging] = useState(false);
  const [form] = Form.useForm<{ answer: AnswerKind; text?: string }>();
  const chosen = Form.useWatch('answer', form);
  const { run, running } = useAct({
    act: ({ answer: said, text: remark = '' }: { answer: AnswerKind; text?: string }) => answer(consentClient.proposals[':id'].answers.$post({
      param: { id: proposalId },
      json: { round: round.round, digest: round.digest, answer: said, ...(remark.trim() === '' || wordsWith(said) === 'none' ? {} : { text: remark.trim() }), ...(given === undefined ? {} : { replaces: given.version }) },
    })),
    changes, done: t('answerGiven'), onDone: () => setChanging(false),
  });
  const name = text(partyNames[party]);
  if (given !== undefined && !changing) return <Card title={t('yourAnswer', { party: name })}><div className="row"><span className="grow">{text(answerNames[given.answer])}{given.text === null ? '' : `：${given.text}`}</span><Button onClick={() => setChanging(true)}>{t('changeAnswer')}</Button></div></Card>;
  const needs = chosen === undefined ? 'none' : wordsWith(chosen);
  return (
    <Card title={t('yourAnswer', { party: name })}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ answer: given?.answer, text: given?.text ?? '' }}>
        <Form.Item name="answer" label={t('yourChoice')} rules={[{ required: true, message: w('needed') }]}>
          <Radio.Group className="answer-choice" options={kinds.map((kind) => ({ value: kind, label: text(answerNames[kind]) }))} />
        </Form.Item>
        {needs === 'none' || chosen === undefined ? null : <Form.Item name="text" label={t(labels[chosen])} rules={[{ required: needs === 'required', whitespace: true, message: w('needed') }]}><Input.TextArea rows={3} maxLength={2000} showCount /></Form.Item>}
        <div className="row"><Button type="primary" htmlType="submit" loading={running}>{t('submitAnswer')}</Button>{given === undefined ? null : <Button onClick={() => setChanging(false)}>{w('cancel')}</Button>}</div>
        <p className="soft" style={{ marginBottom: 0 }}>{t('answerNote')}</p>
      </Form>
    </Card>
  );
}
