import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty, Segmented } from 'antd';
import { useState } from 'react';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { MonthCalendar, type CalendarEntry } from '#web/kit/month-calendar.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { TileMap } from '#web/kit/tile-map.tsx';
import { placementStates } from '../stay/messages.ts';
import { exchangeClient } from './client.ts';
import { messages as exchangeMessages } from './messages.ts';
import { messages } from './overview-messages.ts';

const load = () => answer(exchangeClient.whereabouts.$get());
type Item = Awaited<ReturnType<typeof load>>['items'][number];

/** Who is where: on the map, on a calendar and in a list, for those who send and those who take in. */
export function WhereaboutsPage() {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const member = useActing()?.role === 'member';
  const found = useQuery({ queryKey: ['exchange', 'whereabouts'], queryFn: load });
  const [view, setView] = useState<'list' | 'map' | 'calendar'>('list');
  const { data } = found;
  return (
    <Page title={e(member ? 'mine' : 'whereabouts')} back={{ to: '/workspace/exchange', label: e('exchange') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()}>
      {data === undefined ? null : data.items.length === 0 ? <Empty description={t('nobodyAway')} /> : (
        <>
          {member ? null : <div className="no-print" style={{ marginBottom: 14 }}><Segmented value={view} onChange={setView} options={(['list', 'map', 'calendar'] as const).map((value) => ({ value, label: t(value) }))} /></div>}
          {view === 'map' ? <OnTheMap data={data} /> : view === 'calendar' ? <Card title={t('calendar')}><MonthCalendar entries={entriesOf(data.items, data.today, t)} today={data.today} none={t('nothingThisMonth')} /></Card> : <List items={data.items} />}
        </>
      )}
    </Page>
  );
}

function OnTheMap({ data }: { data: Awaited<ReturnType<typeof load>> }) {
  const t = useTexts(messages);
  const byCity = Map.groupBy(data.items.filter(({ state }) => state !== 'ready'), ({ city }) => city);
  return (
    <Card title={t('map')}>
      <TileMap label={t('map')} cities={data.cities.map(({ code, name, party }) => ({ code, name, party, ...(byCity.has(code) ? { value: t('peopleCount', { count: byCity.get(code)?.length ?? 0 }), title: `${name}：${(byCity.get(code) ?? []).map(({ personName, hostName }) => `${personName}（${hostName}）`).join('、')}` } : {}) }))} />
      <div style={{ height: 14 }} />
      <DataTable
        label={t('byCity')} rows={data.cities.filter(({ code }) => byCity.has(code))} rowKey={({ code }) => code}
        columns={[
          { key: 'city', title: t('city'), render: ({ name, party }) => <span className="row"><PartyTag party={party} />{name}</span> },
          { key: 'people', title: t('headcount'), align: 'right', render: ({ code }) => byCity.get(code)?.length ?? 0 },
          { key: 'who', title: t('who'), render: ({ code }) => (byCity.get(code) ?? []).map(({ applicationId, personName, hostName }) => <div key={applicationId}><Link to="/workspace/exchange/stays/$id" params={{ id: applicationId }}>{personName}</Link> <span className="soft">{hostName}</span></div>) },
        ]}
      />
    </Card>
  );
}

function List({ items }: { items: readonly Item[] }) {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const text = useText();
  const [language] = useLanguage();
  const on = (day: string) => showDate(day, language);
  return (
    <DataTable
      label={e('whereabouts')} rows={items} rowKey={({ applicationId }) => applicationId}
      columns={[
        { key: 'name', title: e('name'), render: ({ applicationId, personName }) => <Link to="/workspace/exchange/stays/$id" params={{ id: applicationId }}>{personName}</Link> },
        { key: 'programme', title: e('programme'), render: ({ label }) => text(label) },
        { key: 'way', title: t('way'), render: ({ homeName, hostName, offerTitle }) => <>{homeName} → {hostName} <span className="soft">{offerTitle}</span></> },
        { key: 'period', title: e('period'), render: ({ from, to }) => <span className="nowrap">{on(from)} – {on(to)}</span> },
        { key: 'state', title: e('state'), render: ({ state }) => text(placementStates[state as keyof typeof placementStates]) },
        { key: 'alarms', title: t('alarms'), render: (item) => <Alarms item={item} /> },
      ]}
    />
  );
}

function Alarms({ item: { missing, unanswered, incidents, leaves } }: { item: Item }) {
  const t = useTexts(messages);
  const asked = leaves.filter(({ state }) => state === 'asked').length;
  return (
    <span className="row">
      {incidents > 0 ? <Mark tone="bad">{t('incidentsOpen', { count: incidents })}</Mark> : null}
      {missing.length > 0 ? <Mark tone="warn">{t('journalsMissing', { count: missing.length })}</Mark> : null}
      {unanswered > 0 ? <Mark tone="active">{t('journalsUnanswered', { count: unanswered })}</Mark> : null}
      {asked > 0 ? <Mark tone="active">{t('leaveAsked')}</Mark> : null}
      {incidents + missing.length + unanswered + asked === 0 ? <span className="soft">—</span> : null}
    </span>
  );
}

/** What a calendar shows of each: arrival, end, the talk, days off. */
function entriesOf(items: readonly Item[], today: string, t: (key: keyof typeof messages & string, values?: Record<string, string | number>) => string): CalendarEntry[] {
  return items.flatMap(({ applicationId, personName, from, to, talkOn, leaves, state }) => {
    const entry = (kind: string, date: string, title: string, status: CalendarEntry['status']) => ({ id: `${applicationId} ${kind} ${date}`, date, title, status, to: `/workspace/exchange/stays/${applicationId}` });
    return [
      entry('from', from, t('arrives', { name: personName }), state === 'ready' && from <= today ? 'late' : state === 'ready' ? 'atRisk' : 'done'), entry('to', to, t('ends', { name: personName }), to < today ? 'late' : 'onTrack'),
      ...(talkOn === null ? [] : [entry('talk', talkOn, t('talks', { name: personName }), talkOn < today ? 'late' : 'onTrack')]),
      ...leaves.map((leave) => entry('leave', leave.from, t('isOff', { name: personName, to: leave.to }), leave.state === 'asked' ? 'atRisk' : 'onTrack')),
    ];
  });
}
