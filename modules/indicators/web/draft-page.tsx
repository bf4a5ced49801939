import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Popconfirm, Tabs } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { partsIn, type PartKind, type Standing } from '#algorithms/formulas/edit.ts';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { draftProblems, type DraftProblem } from '../versions/problems.ts';
import { useSystem, type System } from './client.ts';
import { MethodFields } from './method.tsx';
import { Basics } from './draft-basics.tsx';
import { messages } from './draft-messages.ts';
import { PartList } from './draft-parts.tsx';
import { partOf } from './draft-shared.ts';
import { useDraft } from './draft-state.ts';
import { TextSection } from './draft-text.tsx';
import { TreeSection } from './draft-tree.tsx';

/** The page on which a draft is made: tree, data elements, formulas, rules and method, saved as one goes. */
export function DraftPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string }; // the route has it
  const system = useSystem(id);
  const data = system.data;
  return (
    <Page title={data === undefined ? t('edit') : t('draftOf', { title: data.system.title })} back={{ to: `/workspace/indicators/systems/${id}`, label: data?.system.title ?? t('view') }} loading={system.isPending} error={system.error} onRetry={() => void system.refetch()}>
      {data === undefined ? null : data.may.change ? <Editor key={data.system.id} data={data} /> : <Alert type="info" showIcon title={t('notYours')} />}
    </Page>
  );
}

/** More cities than there are: the service knows how many. */
const anyNumberOfCities = Infinity;

type Tab = 'tree' | 'data' | 'helpers' | 'standards' | 'rules' | 'method' | 'whole' | 'text';

const tabOf: Readonly<Record<Exclude<DraftProblem['at'], 'text'>, Tab>> = { tree: 'tree', data: 'data', choices: 'method', title: 'whole' };
const tabs: Readonly<Record<PartKind, Tab>> = { attribute: 'data', data: 'data', indicator: 'helpers', standard: 'standards', rule: 'rules' };

function Editor({ data }: { data: System }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { values, change, undo, revert, mayUndo, saving } = useDraft(data);
  const [tab, setTab] = useState<Tab>('tree');
  const [open, setOpen] = useState<string>();
  const asked = useDeferredValue(values);
  const problems = useMemo(() => draftProblems(asked, anyNumberOfCities), [asked]);
  const parts = useMemo(() => partsIn(values.formulas), [values.formulas]);
  const inTree = new Set(values.nodes.flatMap(({ code, level }) => (level === 1 ? [code] : [])));
  const shared = { values, change, parts, problems, open, setOpen };
  const goTo = (problem: DraftProblem) => {
    const part = partOf(values.formulas, parts, problem);
    const code = problem.node ?? part?.name;
    setOpen(code);
    setTab(problem.at !== 'text' ? tabOf[problem.at] : part === undefined ? 'text' : inTree.has(part.name) ? 'tree' : tabs[part.kind]);
  };
  const status = saving === 'saving' ? t('saving') : saving === 'failed' ? t('notSaved') : saving === 'saved' ? t('saved') : t('idle');
  return (
    <>
      <div className="row no-print" style={{ flexWrap: 'wrap', gap: 12, marginBottom: 12 }}>
        <Button onClick={undo} disabled={!mayUndo}>{t('undo')}</Button>
        <Popconfirm title={t('revertSure')} onConfirm={revert} okText={w('confirm')} cancelText={w('cancel')}><Button disabled={!mayUndo}>{t('revert')}</Button></Popconfirm>
        <Link to="/workspace/indicators/systems/$id" params={{ id: data.system.id }}>{t('view')}</Link>
        <span className="soft" aria-live="polite">{status}</span>
      </div>
      <Problems problems={problems} partOf={(problem) => partOf(asked.formulas, parts, problem)} onGo={goTo} />
      <Tabs
        activeKey={tab} destroyOnHidden onChange={(key) => setTab(key as Tab)} // the keys below
        items={[
          { key: 'tree', label: t('tree'), children: <TreeSection {...shared} /> },
          { key: 'data', label: t('data'), children: <PartList {...shared} kinds={['attribute', 'data']} wanted={() => true} /> },
          { key: 'helpers', label: t('helpers'), children: <PartList {...shared} kinds={['indicator']} wanted={(name) => !inTree.has(name)} /> },
          { key: 'standards', label: t('standards'), children: <PartList {...shared} kinds={['standard']} wanted={(name) => !inTree.has(name)} /> },
          { key: 'rules', label: t('rules'), children: <PartList {...shared} kinds={['rule']} wanted={() => true} /> },
          { key: 'method', label: t('method'), children: <section className="card"><MethodFields choices={values.choices} nodes={values.nodes} onChange={(choices) => change({ choices }, 'choices')} /></section> },
          { key: 'whole', label: t('whole'), children: <Basics {...shared} /> },
          { key: 'text', label: t('text'), children: <TextSection {...shared} /> },
        ]}
      />
    </>
  );
}

/** What keeps the draft from being put to the four; the first few, each leading to its place. */
function Problems({ problems, partOf: find, onGo }: { problems: readonly DraftProblem[]; partOf: (problem: DraftProblem) => Standing | undefined; onGo: (problem: DraftProblem) => void }) {
  const t = useTexts(messages);
  const text = useText();
  if (problems.length === 0) return <Alert type="success" showIcon title={t('ready')} style={{ marginBottom: 12 }} />;
  return (
    <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('notReady', { count: problems.length })} description={(
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {problems.slice(0, 5).map((problem) => {
          const part = find(problem);
          const said = problem.line === undefined ? text(problem.text) : part === undefined || part.label === '' ? t('atLine', { line: problem.line, column: problem.column ?? 1, why: text(problem.text) }) : t('inPart', { name: part.label, why: text(problem.text) });
          return <li key={`${problem.at}/${problem.node ?? ''}/${problem.line ?? ''}/${problem.column ?? ''}/${problem.text.zh}`}><button type="button" className="plain-button" style={{ textAlign: 'left' }} onClick={() => onGo(problem)}>{said}</button></li>;
        })}
        {problems.length > 5 ? <li>……</li> : null}
      </ul>
    )} />
  );
}
