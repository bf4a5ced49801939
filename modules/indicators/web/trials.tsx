import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { rankedOf, wholeOf } from '../compare/rules.ts';
import { client, useRun, type System } from './client.ts';
import { messages } from './messages.ts';

/** What this version would have made of the years before, each beside the result as it was. */
export function Trials({ data: { system, trials, may } }: { data: System }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const begin = useAct({
    act: async (campaignId: string) => { const { id } = await answer(client.systems[':id'].trials.$post({ param: { id: system.id }, json: { campaignId } })); await navigate({ to: '/workspace/indicators/runs/$id', params: { id } }); },
    changes: [['indicators']], done: false,
  });
  return (
    <Card title={t('trials')}>
      <p className="soft">{t('trialsNote')}</p>
      <ul className="row-list">
        {trials.map(({ campaignId, title, period, runId, trialId, trialDone }) => (
          <li key={campaignId} className="row">
            <span className="grow">{title} <span className="soft">{period}</span></span>
            {trialId === null ? null : trialDone ? <Link to="/workspace/indicators/compare/$before/$after" params={{ before: runId, after: trialId }}>{t('sideBySide')}</Link> : <Mark tone="active">{t('running')}</Mark>}
            {may.try ? <Button size="small" loading={begin.running} onClick={() => begin.run(campaignId)}>{t('tryNow')}</Button> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Two results of the same numbers side by side: what the change of the version does to every city. */
export function ComparePage() {
  const t = useTexts(messages);
  const { before, after } = useParams({ strict: false }) as { before: string; after: string };
  const [first, second] = [useRun(before), useRun(after)];
  const [a, b] = [first.data, second.data];
  const rows = a === undefined || b === undefined ? [] : rankedOf(b.scores, wholeOf(b.nodes)).map((now) => ({ now, before: rankedOf(a.scores, wholeOf(a.nodes)).find(({ unit }) => unit === now.unit) }));
  const said = (ranked: { rank: number; low: number; high: number } | undefined) => (ranked === undefined ? '—' : `${ranked.rank}（${ranked.low}–${ranked.high}）`);
  return (
    <Page
      title={t('sideBySide')} subtitle={a?.campaign.title} back={{ to: b === undefined ? '/workspace/indicators' : `/workspace/indicators/systems/${b.system.id}`, label: b?.system.title ?? t('title') }}
      loading={first.isPending || second.isPending} error={first.error ?? second.error} onRetry={() => { void first.refetch(); void second.refetch(); }}
    >
      {a === undefined || b === undefined ? null : (
        <Card title={t('ranking')}>
          <DataTable
            label={t('sideBySide')} rows={rows} rowKey={({ now }) => now.unit}
            columns={[
              { key: 'city', title: t('city'), render: ({ now }) => <>{now.unitName} <PartyTag party={now.party} /></> },
              { key: 'then', title: `${t('thisVersion', { number: a.system.number })} · ${t('score')}`, align: 'right', render: ({ before: was }) => was?.value.toFixed(2) ?? '—' },
              { key: 'now', title: `${t('thisVersion', { number: b.system.number })} · ${t('score')}`, align: 'right', render: ({ now }) => now.value.toFixed(2) },
              { key: 'change', title: t('change'), align: 'right', render: ({ now, before: was }) => (was === undefined ? '—' : `${now.value >= was.value ? '+' : ''}${(now.value - was.value).toFixed(2)}`) },
              { key: 'rankThen', title: `${t('thisVersion', { number: a.system.number })} · ${t('rank')}`, align: 'right', render: ({ before: was }) => said(was) },
              { key: 'rankNow', title: `${t('thisVersion', { number: b.system.number })} · ${t('rank')}`, align: 'right', render: ({ now }) => said(now) },
            ]}
          />
        </Card>
      )}
    </Page>
  );
}
