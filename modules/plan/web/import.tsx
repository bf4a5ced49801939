import { InboxOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, DatePicker, Form, Input, Select, Spin, Upload } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { mechanisms, type Mechanism } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, ProblemError, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { Drafted } from '../api.ts';
import { isWorkedOn, planClient } from './client.ts';
import { messages } from './messages.ts';

type Preview = { title: string; sourceName: string; sourceText: string; parts: Drafted[] };
// The client's types do not follow a tree into its depth; the contract's own do.
const preview = async (file: File) => (await answer(planClient.previews.$post({ form: { file } }))) as Preview;
type Confirmed = Readonly<Record<string, readonly Mechanism[]>>;

/** From a document to a plan: read, looked over, its mechanisms confirmed, registered. */
export function ImportPage() {
  const t = useTexts(messages);
  const [found, setFound] = useState<Preview>();
  return (
    <Page title={t('import')} back={{ to: '/workspace/plan', label: t('plans') }}>
      {found === undefined ? <ChooseDocument onFound={setFound} /> : <Confirm found={found} onAnother={() => setFound(undefined)} />}
    </Page>
  );
}

function ChooseDocument({ onFound }: { onFound: (found: Preview) => void }) {
  const t = useTexts(messages);
  const [refused, setRefused] = useState<unknown>();
  const [reading, setReading] = useState(false);
  const read = async (file: File) => {
    setReading(true);
    setRefused(undefined);
    try {
      onFound(await preview(file));
    } catch (error) {
      setRefused(error);
    } finally {
      setReading(false);
    }
  };
  const line = refused instanceof ProblemError ? refused.problem['line'] : undefined;
  return (
    <Card title={t('dropDocument')}>
      {refused === undefined ? null : <Alert style={{ marginBottom: 16 }} type="error" showIcon title={typeof line === 'number' ? t('refusedAt', { line }) : wordsFor(refused)} {...(typeof line === 'number' ? { description: wordsFor(refused) } : {})} />}
      <Spin spinning={reading}>
        <Upload.Dragger accept=".txt,.md,.docx" showUploadList={false} beforeUpload={(file) => { void read(file); return false; }}>
          <p><InboxOutlined aria-hidden style={{ fontSize: 40, color: 'var(--celadon)' }} /></p>
          <p>{t('dropDocument')}</p>
          <p className="soft">{t('documentKinds')}</p>
        </Upload.Dragger>
      </Spin>
    </Card>
  );
}

type Registered = { title: string; period: [Dayjs, Dayjs] };

function Confirm({ found, onAnother }: { found: Preview; onAnother: () => void }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const worked = flatten(found.parts).filter(isWorkedOn);
  const [confirmed, setConfirmed] = useState<Confirmed>(() => Object.fromEntries(worked.map(({ code, mechanisms: proposed }) => [code, proposed])));
  const [existing, setExisting] = useState<string>();
  const [line, setLine] = useState<number>();
  const { run, running } = useAct({
    act: async ({ title, period: [from, to] }: Registered) => {
      try {
        const { id } = await answer(planClient.plans.$post({ json: { title, startsOn: from.format('YYYY-MM-DD'), endsOn: to.format('YYYY-MM-DD'), sourceName: found.sourceName, sourceText: found.sourceText, mechanisms: Object.fromEntries(Object.entries(confirmed).map(([code, chosen]) => [code, [...chosen]])) } }));
        void navigate({ to: '/workspace/plan/$planId', params: { planId: id } });
      } catch (error) {
        if (error instanceof ProblemError && typeof error.problem['planId'] === 'string') setExisting(error.problem['planId']);
        throw error;
      }
    },
    changes: [['plan']], done: t('imported'),
  });
  const first = dayjs().month() < 9 ? dayjs().startOf('year') : dayjs().add(1, 'year').startOf('year');
  const count = (kind: string) => worked.filter((node) => node.kind === kind).length;
  return (
    <>
      <Card title={found.sourceName} extra={<Button onClick={onAnother}>{t('anotherFile')}</Button>}>
        <p>{t('foundCounts', { initiatives: count('initiative'), safeguards: count('safeguard') })}</p>
        {existing === undefined ? null : <Alert style={{ marginBottom: 16 }} type="info" title={<Link to="/workspace/plan/$planId" params={{ planId: existing }}>{t('openExisting')}</Link>} />}
        <RegisterForm initial={{ title: found.title, period: [first, first.add(2, 'year').endOf('year')] }} running={running} onRegister={run} />
      </Card>
      <div className="columns">
        <Card title={t('structure')}>
          <div className="import-tree" tabIndex={0} role="group" aria-label={t('structure')}>
            {found.parts.map((part) => <Node key={part.code} node={part} confirmed={confirmed} onConfirm={(code, chosen) => setConfirmed((now) => ({ ...now, [code]: chosen }))} onLook={setLine} />)}
          </div>
        </Card>
        <Card title={t('original')}><Source text={found.sourceText} line={line} /></Card>
      </div>
    </>
  );
}

function RegisterForm({ initial, running, onRegister }: { initial: Registered; running: boolean; onRegister: (registered: Registered) => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  return (
    <Form layout="vertical" initialValues={initial} onFinish={onRegister}>
      <Form.Item name="title" label={t('planTitle')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
      <Form.Item name="period" label={t('firstDay')} rules={[{ required: true, message: w('needed') }]}><DatePicker.RangePicker /></Form.Item>
      <Button type="primary" htmlType="submit" loading={running}>{t('doImport')}</Button>
    </Form>
  );
}

function Node({ node, confirmed, onConfirm, onLook }: { node: Drafted; confirmed: Confirmed; onConfirm: (code: string, chosen: Mechanism[]) => void; onLook: (line: number) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const children = node.children.map((child) => <Node key={child.code} node={child} confirmed={confirmed} onConfirm={onConfirm} onLook={onLook} />);
  if (!isWorkedOn(node)) return <div><h3 className={node.kind === 'part' ? 'tree-part' : 'tree-group'}>{node.title}</h3>{children}</div>;
  return (
    <div className="import-node" onFocus={() => onLook(node.line)} onMouseEnter={() => onLook(node.line)}>
      <div><span className="soft">{node.code}</span> {node.title}</div>
      <Select
        mode="multiple" size="small" style={{ width: '100%', marginTop: 4 }} aria-label={t('mechanismsOf', { title: node.title })} placeholder={t('mechanisms')}
        value={[...(confirmed[node.code] ?? [])]} onChange={(chosen: Mechanism[]) => onConfirm(node.code, chosen)} optionFilterProp="label"
        options={(Object.keys(mechanisms) as Mechanism[]).map((value) => ({ value, label: text(mechanisms[value]) }))}
      />
    </div>
  );
}

/** The document, with the line that belongs to the item one looks at. */
function Source({ text, line }: { text: string; line: number | undefined }) {
  const lines = text.split(/\r\n|\n|\r/);
  return (
    <div className="import-source" tabIndex={0} role="group" aria-label="原文">
      {lines.map((content, i) => (i + 1 === line ? <mark key={i} ref={(mark) => mark?.scrollIntoView({ block: 'nearest' })}>{content}{'\n'}</mark> : <span key={i}>{content}{'\n'}</span>))}
    </div>
  );
}

function flatten(nodes: readonly Drafted[]): Drafted[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}
