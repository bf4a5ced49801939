import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { withName, withNewPart, withoutPart, withPart, partsIn, type Part } from '#algorithms/formulas/edit.ts';
import { weightInWhole } from '#algorithms/indices/system.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { nodesOf, type StoredNode } from '../versions/tree.ts';
import { directions } from '../versions/words.ts';
import { messages } from './draft-messages.ts';
import { CodeField, PartForm } from './draft-part.tsx';
import { RowTools, type SectionProps } from './draft-parts.tsx';
import { freeName, problemsIn } from './draft-shared.ts';

type Nodes = readonly StoredNode[];
type Posts = { readonly low: number | null; readonly high: number | null };

/** The whole, its dimensions and their indicators, each with its share, to be opened and changed. */
export function TreeSection({ values, change, parts, problems, open, setOpen }: SectionProps) {
  const t = useTexts(messages);
  const say = useText();
  const { nodes, formulas, title } = values;
  const rows = inOrder(nodes, null);
  const set = (code: string, some: Partial<StoredNode>, field: string) => change({ nodes: nodes.map((node) => (node.code === code ? { ...node, ...some } : node)) }, `${code}/${field}`);
  const addGroup = (parent: StoredNode) => {
    const code = freeName('dimension', nodes.map((node) => ({ name: node.code })));
    change({ nodes: [...nodes, newNode(code, t('newDimension'), parent)] });
    setOpen(code);
  };
  const addIndicator = (parent: StoredNode) => {
    const code = freeName('indicator', [...parts, ...nodes.map((node) => ({ name: node.code }))]);
    change({ nodes: [...nodes, newNode(code, t('newIndicator'), parent)], formulas: withNewPart(formulas, { kind: 'indicator', name: code, label: t('newIndicator'), unit: '', level: 'city', formula: '', applies: '', about: {} }) });
    setOpen(code);
  };
  const remove = (node: StoredNode) => {
    const gone = new Set([node, ...inOrder(nodes, node.code)].map(({ code }) => code));
    change({ nodes: nodes.filter(({ code }) => !gone.has(code)), formulas: [...gone].reduce((text, code) => { const found = partsIn(text).find(({ kind, name }) => name === code && (kind === 'indicator' || kind === 'standard')); return found === undefined ? text : withoutPart(text, found); }, formulas) });
  };
  const rename = (node: StoredNode, code: string) => {
    change({ nodes: nodes.map((own) => ({ ...own, code: own.code === node.code ? code : own.code, parent: own.parent === node.code ? code : own.parent })), ...(node.level === 1 ? { formulas: withName(formulas, node.code, code) } : {}) });
    setOpen(code);
  };
  /** Past the neighbour with the same parent. */
  const move = (node: StoredNode, by: -1 | 1) => {
    const siblings = nodes.filter(({ parent }) => parent === node.parent);
    const other = siblings[siblings.indexOf(node) + by];
    if (other !== undefined) change({ nodes: nodes.map((own) => (own === node ? other : own === other ? node : own)) });
  };
  if (nodes.length === 0) return <section className="card"><p className="soft">{t('noTree')}</p><Button type="primary" onClick={() => change({ nodes: beginTree(title === '' ? t('title') : title, t('newDimension')) })}>{t('addTree')}</Button></section>;
  const depth = Math.max(...nodes.map(({ level }) => level));
  return (
    <section className="card">
      <ul className="row-list">
        {rows.map((node) => {
          const part = node.level === 1 ? parts.find(({ kind, name }) => name === node.code && (kind === 'indicator' || kind === 'standard')) : undefined;
          const own = problems.filter((problem) => problem.node === node.code);
          const wrong = own.length + (part === undefined ? 0 : problemsIn(formulas, part, problems).length);
          const siblings = nodes.filter(({ parent }) => parent === node.parent);
          const share = weightInWhole(nodesOf(nodes), node.code);
          return (
            <li key={node.code} style={{ paddingLeft: `min(${(depth - node.level) * 20}px, ${(depth - node.level) * 4}vw)` }}>
              <div className="row" style={{ flexWrap: 'wrap' }}>
                <button type="button" className="plain-button grow" aria-expanded={open === node.code} onClick={() => setOpen(open === node.code ? undefined : node.code)} style={{ textAlign: 'left', fontWeight: node.level > 1 ? 600 : 400 }}>{node.name} <span className="soft">{Number.isFinite(share) ? `${(share * 100).toFixed(1)}%` : ''} {node.code}</span> {wrong === 0 ? null : <Mark tone="bad">{wrong}</Mark>}</button>
                {node.level > 2 ? <Button size="small" onClick={() => addGroup(node)}>{t('addDimension')}</Button> : node.level === 2 ? <Button size="small" onClick={() => addIndicator(node)}>{t('addIndicator')}</Button> : null}
                <RowTools name={node.name} onUp={siblings[0] === node ? undefined : () => move(node, -1)} onDown={siblings.at(-1) === node ? undefined : () => move(node, 1)} onRemove={() => remove(node)} />
              </div>
              {open !== node.code ? null : (
                <>
                  {part === undefined ? null : <PartForm inTree part={part} text={formulas} parts={parts} problems={problems} onRename={(code) => rename(node, code)} onChange={(next: Part, field) => change({ formulas: withPart(formulas, part, next), ...(next.label === part.label ? {} : { nodes: nodes.map((other) => (other.code === node.code ? { ...other, name: next.label.trim() === '' ? other.name : next.label } : other)) }) }, field)} />}
                  <NodeForm node={node} nodes={nodes} onChange={(some, field) => set(node.code, some, field)} onRename={(code) => rename(node, code)} hasPart={part !== undefined} onLabel={(name) => change({ nodes: nodes.map((other) => (other.code === node.code ? { ...other, name } : other)) }, `${node.code}/name`)} />
                  {own.map(({ text }) => <p key={text.zh} className="mark mark-bad" style={{ whiteSpace: 'normal' }}>{say(text)}</p>)}
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function NodeForm({ node: { code, name, level, parent, weight, direction, goalposts }, nodes, hasPart, onChange, onRename, onLabel }: { node: StoredNode; nodes: Nodes; hasPart: boolean; onChange: (some: Partial<StoredNode>, field: string) => void; onRename: (code: string) => void; onLabel: (name: string) => void }) {
  const t = useTexts(messages);
  const say = useText();
  const id = `node-${code}`;
  const [half, setHalf] = useState<Posts>(); // one of the two is still to be typed
  const posts: Posts = half ?? goalposts ?? { low: null, high: null };
  const post = (change: Partial<Posts>) => {
    const { low, high } = { ...posts, ...change };
    setHalf(low === null || high === null ? { low, high } : undefined);
    onChange({ goalposts: low === null || high === null ? null : { low, high } }, 'goalposts');
  };
  return (
    <Form layout="vertical" className="draft-form">
      {hasPart ? null : <Form.Item label={t('name')} htmlFor={`${id}-name`}><Input id={`${id}-name`} maxLength={100} value={name} onChange={({ target }) => { if (target.value.trim() !== '') onLabel(target.value); }} /></Form.Item>}
      {hasPart ? null : <CodeField id={`${id}-code`} name={code} taken={nodes.map((own) => ({ name: own.code }))} onRename={onRename} />}
      {parent === null ? null : <Form.Item label={t('weight')} htmlFor={`${id}-weight`}><InputNumber id={`${id}-weight`} aria-label={t('weight')} min={0} max={1_000_000} value={weight} style={{ width: '100%' }} onChange={(value) => onChange({ weight: value ?? 0 }, 'weight')} /></Form.Item>}
      {parent === null ? null : <Form.Item label={t('parent')} htmlFor={`${id}-parent`}><Select id={`${id}-parent`} aria-label={t('parent')} value={parent} options={nodes.filter((own) => own.level === level + 1).map((own) => ({ value: own.code, label: own.name }))} onChange={(value: string) => onChange({ parent: value }, 'parent')} /></Form.Item>}
      {level > 1 ? null : (
        <>
          <Form.Item label={t('direction')}><Radio.Group aria-label={t('direction')} value={direction} onChange={({ target }) => onChange({ direction: target.value === -1 ? -1 : 1 }, 'direction')} options={[{ value: 1, label: say(directions[1]) }, { value: -1, label: say(directions[-1]) }]} /></Form.Item>
          <Form.Item label={t('goalposts')}><InputNumber aria-label={t('low')} placeholder={t('low')} value={posts.low} onChange={(low) => post({ low })} /> — <InputNumber aria-label={t('high')} placeholder={t('high')} value={posts.high} onChange={(high) => post({ high })} /></Form.Item>
        </>
      )}
    </Form>
  );
}

function newNode(code: string, name: string, parent: StoredNode): StoredNode {
  return { code, name, level: parent.level - 1, parent: parent.code, weight: 1, direction: 1, goalposts: null };
}

function beginTree(title: string, dimension: string): StoredNode[] {
  const whole: StoredNode = { code: 'whole', name: title.slice(0, 100), level: 3, parent: null, weight: 1, direction: 1, goalposts: null };
  return [whole, newNode('dimension_1', dimension, whole)];
}

function inOrder(nodes: Nodes, parent: string | null): StoredNode[] {
  return nodes.filter((node) => node.parent === parent).flatMap((node) => [node, ...inOrder(nodes, node.code)]);
}
