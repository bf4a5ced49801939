import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Button, DatePicker, Empty, Form, Input, Modal, Popconfirm } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { aboutFields } from '#algorithms/formulas/model.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { campaignStates, systemStates } from '../messages.ts';
import { levelNames } from '../versions/formula-words.ts';
import { factWords } from '../versions/words.ts';
import { client, useSystem, type System } from './client.ts';
import { FormulaText } from './formula-text.tsx';
import { Judgments } from './judgments.tsx';
import { messages } from './messages.ts';
import { Method } from './method.tsx';
import { Trials } from './trials.tsx';
import { Weighing } from './weighing.tsx';
import { Differences } from './differences.tsx';

/** A version of a system: what it is made of and how each number is computed, in words. */
export function SystemPage() {
  const t = useTexts(messages);
  const text = useText();
  const { id } = useParams({ strict: false }) as { id: string };
  const system = useSystem(id);
  const data = system.data;
  return (
    <Page
      title={data?.system.title ?? t('systems')} back={{ to: '/workspace/indicators', label: t('title') }} loading={system.isPending} error={system.error} onRetry={() => void system.refetch()}
      subtitle={data === undefined ? undefined : <>{t('nth', { number: data.system.number })} <Mark tone={data.system.state === 'in_force' ? 'good' : 'neutral'}>{text(systemStates[data.system.state])}</Mark></>}
      extra={data === undefined ? undefined : <SystemTools data={data} />}
    >
      {data === undefined ? null : (
        <>
          {data.problems.length === 0 ? null : <Unfinished data={data} />}
          {data.system.state === 'draft' ? null : <Campaigns data={data} />}
          {data.comparedWith === null ? null : <Differences data={data} />}
          {data.trials.length === 0 ? null : <Trials data={data} />}
          {data.nodes.length === 0 ? null : <Method data={data} />}
          {data.nodes.length === 0 ? null : <Tree data={data} />}
          {data.others.length === 0 ? null : <Others data={data} />}
          {data.nodes.length === 0 || (!data.may.judge && data.judgments.group === null) ? null : <Judgments data={data} />}
          {data.system.state === 'draft' ? <Weighing data={data} /> : null}
          <FormulaText data={data} />
          <Card title={t('sources')}><ul>{data.system.sources.map((source) => <li key={source}>{source}</li>)}</ul></Card>
        </>
      )}
    </Page>
  );
}

function SystemTools({ data: { system, may, problems } }: { data: System }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const changes = [['indicators'], ['inbox'], ['governance']];
  const propose = useAct({ act: () => answer(client.systems[':id'].propose.$post({ param: { id: system.id }, json: {} })), changes, done: t('proposed') });
  const copy = useAct({ act: async () => { const { id } = await answer(client.systems[':id'].copy.$post({ param: { id: system.id } })); await navigate({ to: '/workspace/indicators/systems/$id', params: { id } }); }, changes });
  return (
    <>
      {may.change ? <Button type={problems.length > 0 ? 'primary' : 'default'} onClick={() => void navigate({ to: '/workspace/indicators/systems/$id/draft', params: { id: system.id } })}>{t('editDraft')}</Button> : null}
      {may.propose ? <Popconfirm title={t('proposeSure')} onConfirm={() => propose.run()} disabled={problems.length > 0}><Button type="primary" loading={propose.running} disabled={problems.length > 0}>{t('propose')}</Button></Popconfirm> : null}
      {may.copy && system.state !== 'draft' ? <Button onClick={() => copy.run()} loading={copy.running}>{t('copy')}</Button> : null}
    </>
  );
}

/** What keeps a draft from being put to the four. */
function Unfinished({ data: { problems } }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  return <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t('unfinished', { count: problems.length })} description={<ul style={{ margin: 0, paddingLeft: 18 }}>{problems.slice(0, 5).map((problem) => <li key={problem.zh}>{text(problem)}</li>)}{problems.length > 5 ? <li>……</li> : null}</ul>} />;
}

function Campaigns({ data: { system, campaigns, may } }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('campaigns')} extra={may.collect ? <Button size="small" type="primary" onClick={() => setOpen(true)}>{t('collect')}</Button> : undefined}>
      {campaigns.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noCampaigns')} /> : (
        <ul className="row-list">
          {campaigns.map(({ id, title, period, dueOn, state }) => (
            <li key={id} className="row"><Link className="grow" to="/workspace/indicators/campaigns/$id" params={{ id }}>{title}</Link><span className="soft">{period}</span><span className="soft">{t('dueOn')} {showDate(dueOn, language)}</span><Mark tone={state === 'open' ? 'active' : 'neutral'}>{text(campaignStates[state as keyof typeof campaignStates] ?? campaignStates.open)}</Mark></li>
          ))}
        </ul>
      )}
      {open ? <CampaignDialog system={system} onClose={() => setOpen(false)} /> : null}
    </Card>
  );
}

type NewCampaign = { period: string; title: string; dueOn: Dayjs; locksOn?: Dayjs | null };

function CampaignDialog({ system, onClose }: { system: System['system']; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const navigate = useNavigate();
  const [form] = Form.useForm<NewCampaign>();
  const [lastYear] = useState(() => new Date().getFullYear() - 1);
  const open = useAct({
    act: async ({ period, title, dueOn, locksOn }: NewCampaign) => {
      const { id } = await answer(client.campaigns.$post({ json: { systemId: system.id, period, title, dueOn: dueOn.format('YYYY-MM-DD'), ...(locksOn == null ? {} : { locksOn: locksOn.format('YYYY-MM-DD') }) } }));
      await navigate({ to: '/workspace/indicators/campaigns/$id', params: { id } });
    },
    changes: [['indicators'], ['inbox']],
  });
  const needed = [{ required: true, message: w('needed') }];
  return (
    <Modal open title={t('collect')} onCancel={onClose} onOk={() => form.submit()} okText={w('save')} cancelText={w('cancel')} confirmLoading={open.running}>
      <Form form={form} layout="vertical" onFinish={(values) => open.run(values)} initialValues={{ period: String(lastYear), title: `${lastYear} 年${system.title}监测` }}>
        <Form.Item name="period" label={t('period')} rules={[...needed, { pattern: /^(19|20)\d{2}$/, message: 'YYYY' }]}><Input maxLength={4} inputMode="numeric" /></Form.Item>
        <Form.Item name="title" label={t('campaignTitle')} rules={needed}><Input maxLength={200} /></Form.Item>
        <Form.Item name="dueOn" label={t('dueOn')} rules={needed}><DatePicker style={{ width: '100%' }} placeholder={t('dueOn')} /></Form.Item>
        <Form.Item name="locksOn" label={t('locksOn')} extra={t('locksOnHint')}><DatePicker style={{ width: '100%' }} placeholder={t('locksOn')} /></Form.Item>
      </Form>
    </Modal>
  );
}

/** Dimension by dimension, each indicator with its share of the whole and its formula read out. */
function Tree({ data }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
  const groups = data.nodes.filter(({ level }) => level === 2);
  return (
    <Card title={t('tree')}>
      {groups.map((group) => (
        <section key={group.code} aria-label={group.name} style={{ marginBottom: 20 }}>
          <h3 style={{ fontSize: 15 }}>{group.name} <span className="soft">{percent(group.weightInWhole)}</span></h3>
          <DataTable
            label={group.name} rows={data.nodes.filter(({ parent }) => parent === group.code)} rowKey={({ code }) => code}
            columns={[
              { key: 'name', title: t('name'), width: 220, render: ({ name, about }) => <>{name}{aboutFields.map((field) => (about[field] === undefined ? null : <div key={field} className="soft" style={{ whiteSpace: 'normal' }}>{text(factWords[field])}：{about[field]}</div>))}</> },
              { key: 'weight', title: t('weight'), width: 90, align: 'right', render: ({ weightInWhole }) => percent(weightInWhole) },
              { key: 'unit', title: t('unit'), width: 90, render: ({ unit }) => unit ?? '' },
              { key: 'direction', title: t('direction'), width: 100, render: ({ direction }) => (direction === 1 ? t('more') : t('less')) },
              { key: 'goalposts', title: t('goalposts'), width: 110, render: ({ goalposts }) => (goalposts === null ? '' : `${goalposts.low}—${goalposts.high}`) },
              { key: 'formula', title: t('formula'), render: ({ formula }) => <span style={{ display: 'inline-block', minWidth: 200, maxWidth: 380, whiteSpace: 'normal' }}>{formula === null ? '' : text(formula)}</span> },
            ]}
          />
        </section>
      ))}
    </Card>
  );
}

/** What is computed beside the tree, or where there is none: helpers, numbers of districts and schools, and the standards with their thresholds. */
function Others({ data }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  const title = t(data.nodes.length === 0 ? 'numbersAndStandards' : 'others');
  return (
    <Card title={title}>
      <DataTable
        label={title} rows={data.others} rowKey={({ code }) => code}
        columns={[
          { key: 'name', title: t('name'), width: 300, render: ({ name, standard }) => <span style={{ whiteSpace: 'normal' }}>{name} {standard ? <Mark tone="neutral">{t('standard')}</Mark> : null}</span> },
          { key: 'level', title: t('ofLevel'), width: 120, render: ({ level }) => text(levelNames[level]) },
          { key: 'unit', title: t('unit'), width: 110, render: ({ unit }) => unit },
          { key: 'formula', title: t('formula'), render: ({ words: said }) => <span style={{ display: 'inline-block', minWidth: 200, maxWidth: 560, whiteSpace: 'normal' }}>{text(said)}</span> },
        ]}
      />
    </Card>
  );
}
