import { Link, useSearch } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { ProgressLine, StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient, type Initiative, type Milestone } from './client.ts';
import { messages } from './messages.ts';
import { MilestoneDialog } from './milestone-dialog.tsx';
import { Reports } from './reports.tsx';

/** The milestones of an initiative in the order of their due dates, each with its reports. */
export function Milestones({ initiative }: { initiative: Initiative }) {
  const t = useTexts(messages);
  const [editing, setEditing] = useState<Milestone | 'new'>();
  const { milestone: asked } = useSearch({ strict: false }) as { milestone?: string };
  const mayPlan = initiative.may.plan && initiative.lead !== null;
  return (
    <Card title={t('milestones')} extra={mayPlan ? <Button size="small" type="primary" onClick={() => setEditing('new')}>{t('addMilestone')}</Button> : undefined}>
      {initiative.milestones.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noMilestones')} /> : null}
      <ul className="row-list">
        {initiative.milestones.map((milestone) => <MilestoneRow key={milestone.id} milestone={milestone} initiative={initiative} asked={milestone.id === asked} onEdit={() => setEditing(milestone)} />)}
      </ul>
      {initiative.upstream.length === 0 ? null : (
        <>
          <h3 style={{ fontSize: 15, marginTop: 12 }}>{t('upstream')}</h3>
          <ul className="row-list">{initiative.upstream.map(({ id, title, itemId, itemCode, status }) => <li key={id} className="row"><Link className="grow" to="/workspace/plan/initiatives/$id" params={{ id: itemId }} search={{ milestone: id }}>{itemCode} {title}</Link><StatusTag status={status} /></li>)}</ul>
        </>
      )}
      {editing === undefined ? null : <MilestoneDialog initiative={initiative} milestone={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Card>
  );
}

function MilestoneRow({ milestone, initiative, asked, onEdit }: { milestone: Milestone; initiative: Initiative; asked: boolean; onEdit: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language] = useLanguage();
  const acting = useActing();
  const [open, setOpen] = useState(asked);
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (asked) place.current?.scrollIntoView({ block: 'center' });
  }, [asked]);
  const move = useAct({ act: (json: MoveRequest) => answer(planClient.milestones[':id'].move.$post({ param: { id: milestone.id }, json })), changes: [['plan'], ['inbox'], ['portal']] });
  const before = initiative.milestones.filter(({ id }) => milestone.dependsOn.includes(id));
  const mayEdit = acting?.role === 'party_officer' && (acting.party === initiative.lead || acting.party === milestone.party) && (milestone.state === 'planned' || milestone.state === 'underway');
  return (
    <li ref={place} className={`milestone${asked ? ' asked' : ''}`}>
      <div className="row"><strong className="grow">{milestone.title}</strong><StatusTag status={milestone.status} /></div>
      <div className="facts-line">
        <span>{showDate(milestone.startsOn, language)} – {showDate(milestone.dueOn, language)}</span>
        <span><PartyTag party={milestone.party} /> {milestone.institutionName}</span>
        <span style={{ width: 150 }}><ProgressLine value={milestone.state === 'done' ? 1 : milestone.percent / 100} label={milestone.title} /></span>
        {before.length === 0 ? null : <span>{t('dependsOnShown', { titles: before.map(({ title }) => title).join('、') })}</span>}
      </div>
      {milestone.deliverable === null ? null : <div className="soft">{t('deliverable')}:{milestone.deliverable}</div>}
      <div className="row" style={{ marginTop: 8 }}>
        <LifecycleBar lifecycle={milestone.lifecycle} onMove={move.runAsync} compact />
        {mayEdit ? <Button size="small" onClick={onEdit}>{w('edit')}</Button> : null}
        <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>{t('showReports', { count: milestone.reports })}</Button>
      </div>
      {open ? <Reports milestone={milestone} /> : null}
    </li>
  );
}
