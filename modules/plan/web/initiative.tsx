import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { mechanisms, type Mechanism, type PartyCode } from '#kernel/domain.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartySeal, PartyTag } from '#web/kit/party.tsx';
import { ProgressLine, StatusTag } from '#web/kit/status.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { Aims } from './aims.tsx';
import { AssignmentDialog } from './assignment.tsx';
import { useInitiative, type Initiative } from './client.ts';
import { Facts } from './facts.tsx';
import { HistoryCard } from './history.tsx';
import { messages } from './messages.ts';
import { Milestones } from './milestones.tsx';

/** One initiative: what the plan says, who does it, its aims and milestones, what was reported, and all that was done. */
export function InitiativePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const initiative = useInitiative(id);
  const data = initiative.data;
  return (
    <Page
      title={data === undefined ? t('initiative') : `${data.code} ${data.title}`} loading={initiative.isPending} error={initiative.error} onRetry={() => void initiative.refetch()}
      {...(data === undefined ? {} : { back: { to: `/workspace/plan/${data.plan.id}`, label: data.plan.title } })}
      subtitle={data === undefined ? undefined : <span className="row"><StatusTag status={data.status} /><span style={{ width: 180 }}><ProgressLine value={data.progress} label={t('progress')} /></span>{data.parent === null ? null : <span>{data.parent.title}</span>}</span>}
    >
      {data === undefined ? null : (
        <>
          <div className="columns">
            <div>
              <Card title={t('originalText')}><p className="original">{data.text}</p><p className="soft" style={{ marginBottom: 0 }}>{data.plan.title} · {t('place', { line: data.sourceLine })}</p></Card>
              <Milestones initiative={data} />
            </div>
            <div>
              <Assignment initiative={data} />
              <Aims initiative={data} />
              <Facts itemId={data.id} />
            </div>
          </div>
          <HistoryCard itemId={data.id} />
        </>
      )}
    </Page>
  );
}

function Assignment({ initiative }: { initiative: Initiative }) {
  const t = useTexts(messages);
  const text = useText();
  const [editing, setEditing] = useState(false);
  const { lead, leadInstitution, partners, may } = initiative;
  return (
    <Card title={t('assign')} extra={may.assign ? <Button size="small" onClick={() => setEditing(true)}>{t('assign')}</Button> : undefined}>
      <dl className="definition">
        <dt>{t('lead')}</dt>
        <dd>{lead === null ? <span className="soft">{t('notAssigned')}</span> : <Participant party={lead} institution={leadInstitution?.name} />}</dd>
        <dt>{t('partners')}</dt>
        <dd>{partners.length === 0 ? <span className="soft">—</span> : partners.map(({ party, institution }) => <Participant key={party + (institution?.id ?? '')} party={party} institution={institution?.name} />)}</dd>
        <dt>{t('mechanisms')}</dt>
        <dd><span>{initiative.mechanisms.map((name) => <Mark key={name}>{text(mechanisms[name as Mechanism])}</Mark>)}</span></dd>
      </dl>
      {editing ? <AssignmentDialog initiative={initiative} onClose={() => setEditing(false)} /> : null}
    </Card>
  );
}

function Participant({ party, institution }: { party: PartyCode; institution: string | undefined }) {
  return institution === undefined ? <PartyTag party={party} /> : <span className="row" style={{ gap: 8 }}><PartySeal party={party} />{institution}</span>;
}
