import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Empty, Input, Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { ProgressLine, StatusTag, statusList, statusNames, type Status } from '#web/kit/status.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { AssignDialog } from './assign.tsx';
import { isWorkedOn, type Item, type Plan } from './client.ts';
import { messages } from './messages.ts';

type Filter = { readonly words: string; readonly party: PartyCode | undefined; readonly status: Status | undefined };

/** The document's own tree, with who leads, how each stands, and quick assignment of many at once. */
export function PlanTree({ plan }: { plan: Plan }) {
  const t = useTexts(messages);
  const [filter, setFilter] = useState<Filter>({ words: '', party: undefined, status: undefined });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [assigning, setAssigning] = useState(false);
  const shown = plan.items.filter((item) => isWorkedOn(item) && fits(item, filter));
  const toggle = (id: string, on: boolean) => setSelected((now) => new Set(on ? [...now, id] : [...now].filter((other) => other !== id)));
  const chosen = shown.filter(({ id }) => selected.has(id));
  return (
    <>
      <div className="row no-print">
        <FilterBar filter={filter} onChange={setFilter} />
        {plan.mayAssign ? (
          <>
            <Checkbox checked={chosen.length > 0 && chosen.length === shown.length} indeterminate={chosen.length > 0 && chosen.length < shown.length} onChange={({ target }) => setSelected(new Set(target.checked ? shown.map(({ id }) => id) : []))}>{t('selectAll')}</Checkbox>
            <Button type="primary" disabled={chosen.length === 0} onClick={() => setAssigning(true)}>{t('assignSelected', { count: chosen.length })}</Button>
          </>
        ) : null}
      </div>
      {shown.length === 0 ? <Empty style={{ marginTop: 40 }} description={t('nothingFound')} /> : <Branches plan={plan} shown={shown} selected={selected} {...(plan.mayAssign ? { onSelect: toggle } : {})} />}
      {assigning ? <AssignDialog items={chosen} onClose={() => { setAssigning(false); setSelected(new Set()); }} /> : null}
    </>
  );
}

function fits({ code, title, lead, partners, status }: Item, { words, party, status: wanted }: Filter): boolean {
  return (words === '' || title.includes(words) || code.startsWith(words)) && (party === undefined || lead === party || partners.includes(party)) && (wanted === undefined || status === wanted);
}

function FilterBar({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <div className="row grow">
      <Input allowClear style={{ width: 240 }} maxLength={50} aria-label={t('filter')} placeholder={t('filter')} onChange={({ target }) => onChange({ ...filter, words: target.value.trim() })} />
      <Select allowClear style={{ width: 140 }} aria-label={t('allParties')} placeholder={t('allParties')} value={filter.party ?? null} onChange={(party: PartyCode | null) => onChange({ ...filter, party: party ?? undefined })} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} />
      <Select allowClear style={{ width: 130 }} aria-label={t('allStatuses')} placeholder={t('allStatuses')} value={filter.status ?? null} onChange={(status: Status | null) => onChange({ ...filter, status: status ?? undefined })} options={statusList.map((value) => ({ value, label: text(statusNames[value]) }))} />
    </div>
  );
}

function Branches({ plan, shown, selected, onSelect }: { plan: Plan; shown: readonly Item[]; selected: ReadonlySet<string>; onSelect?: (id: string, on: boolean) => void }) {
  const byParent = Map.groupBy(shown, ({ parentId }) => parentId ?? '');
  const hasShown = (id: string): boolean => byParent.has(id) || plan.items.some((item) => item.parentId === id && hasShown(item.id));
  return (
    <>
      {plan.items.filter((item) => !isWorkedOn(item) && hasShown(item.id)).map((group) => (
        <div key={group.id}>
          {group.kind === 'part' ? <h2 className="tree-part">{group.title}</h2> : <h3 className="tree-group">{group.title}</h3>}
          {byParent.has(group.id) ? <ul className="tree-items">{(byParent.get(group.id) ?? []).map((item) => <Leaf key={item.id} item={item} selected={selected.has(item.id)} {...(onSelect === undefined ? {} : { onSelect })} />)}</ul> : null}
        </div>
      ))}
    </>
  );
}

function Leaf({ item, selected, onSelect }: { item: Item; selected: boolean; onSelect?: (id: string, on: boolean) => void }) {
  const t = useTexts(messages);
  const { id, code, title, lead, partners, status, progress, milestones } = item;
  return (
    <li>
      {onSelect === undefined ? <span /> : <Checkbox className="no-print" checked={selected} aria-label={t('selectItem', { title })} onChange={({ target }) => onSelect(id, target.checked)} />}
      <span className="code">{code}</span>
      <span className="tree-title"><Link to="/workspace/plan/initiatives/$id" params={{ id }}>{title}</Link>{milestones.total > 0 ? <span className="soft tree-note">{t('milestonesDone', milestones)}{milestones.late > 0 ? <span className="overdue"> · {t('lateCount', { count: milestones.late })}</span> : null}</span> : null}</span>
      <span className="seals">{lead === null ? <span className="soft">{t('notAssigned')}</span> : <PartySeal party={lead} lead />}{partners.filter((party) => party !== lead).map((party) => <PartySeal key={party} party={party} />)}</span>
      <StatusTag status={status} />
      <span className="tree-progress"><ProgressLine value={progress} label={title} /></span>
    </li>
  );
}
