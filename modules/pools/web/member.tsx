import { useParams } from '@tanstack/react-router';
import { Descriptions } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { presets, type Sharing } from '../messages.ts';
import { CadreRecords } from './cadre-records.tsx';
import { membersClient, useMember, type Member } from './client.ts';
import { Duties } from './duties.tsx';
import { messages } from './messages.ts';

/** Somebody in a pool or on the way in; to the person themselves, what joining means. */
export function MemberPage() {
  const { id = '' } = useParams({ strict: false });
  const t = useTexts(messages);
  const member = useMember(id);
  if (member.data === undefined) return <Page title={t('person')} loading={member.isPending} error={member.error} onRetry={() => void member.refetch()} />;
  return <Person member={member.data} />;
}

function Person({ member }: { member: Member }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const { categories, categoryName } = presets[member.pool.preset];
  const { runAsync } = useAct({ act: (json: MoveRequest) => answer(membersClient.members[':id'].move.$post({ param: { id: member.id }, json })), changes: [['pools'], ['inbox']] });
  const rows = [
    { key: 'pool', label: t('pool'), children: member.pool.name },
    { key: 'institution', label: t('institution'), children: member.institutionName },
    { key: 'title', label: t('title'), children: member.title },
    { key: 'field', label: text(categoryName), children: member.categories.map((code) => text(categories[code] ?? { zh: code, en: code })).join('、') },
    { key: 'city', label: t('city'), children: member.cityName ?? '' },
    { key: 'party', label: t('party'), children: <PartyTag party={member.party} /> },
    { key: 'languages', label: t('languages'), children: member.languages.join('、') || t('none') },
    ...(member.remark === null ? [] : [{ key: 'remark', label: t('remark'), children: `${member.remark}（${t('remarkNote')}）` }]),
    ...(member.stateReason === null ? [] : [{ key: 'reason', label: t('stateReason'), children: `${member.stateReason}（${t('stateReasonNote')}）` }]),
    ...(member.consentedOn === null || member.termEndsOn === null ? [] : [{ key: 'term', label: t('term'), children: t('since', { from: showDate(member.consentedOn, language), to: showDate(member.termEndsOn, language) }) }]),
  ];
  return (
    <Page title={member.name} back={member.own ? { to: '/workspace/pools/mine', label: t('mine') } : { to: `/workspace/pools/${member.poolId}`, label: member.pool.name }}>
      {member.own && member.state === 'checked' ? <Consent member={member} /> : null}
      <LifecycleBar lifecycle={member.lifecycle} onMove={runAsync} />
      <Descriptions bordered column={{ xs: 1, md: 2 }} items={rows} style={{ margin: '16px 0' }} />
      {member.consentedOn === null ? null : <Duties memberId={member.id} />}
      {member.pool.preset === 'secondment_cadres' ? <CadreRecords memberId={member.id} /> : null}
    </Page>
  );
}

/** What the person agrees to: what is shared, with whom, until when. */
function Consent({ member }: { member: Member }) {
  const t = useTexts(messages);
  const text = useText();
  const says: Readonly<Record<Sharing, string>> = { region: t('region'), purpose: t('purposeOnly'), party: t('partyOnly') };
  return (
    <Card title={t('consentTitle')}>
      <p>{t('consentLead', { institution: member.institutionName, pool: member.pool.name, purpose: member.pool.purpose, years: member.pool.termYears })}</p>
      <h3>{t('shared')}</h3>
      <ul>{presets[member.pool.preset].fields.map(({ label, sharing }) => <li key={label.en}>{text(label)}：<span className="soft">{says[sharing]}</span></li>)}</ul>
    </Card>
  );
}
