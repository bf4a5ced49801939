import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty } from 'antd';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { ProgressLine } from '#web/kit/status.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { placementStates } from '../stay/messages.ts';
import { exchangeClient } from './client.ts';
import { messages as exchangeMessages } from './messages.ts';
import { messages } from './overview-messages.ts';

const load = () => answer(exchangeClient.practice.$get());
const loadOf = (id: string) => answer(exchangeClient.practice[':id'].$get({ param: { id } }));

/** Vocational teachers' practice in enterprises, counted per teacher against what the national rules ask for. */
export function PracticePage() {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const text = useText();
  const found = useQuery({ queryKey: ['exchange', 'practice'], queryFn: load });
  const { data } = found;
  return (
    <Page title={e('practice')} back={{ to: '/workspace/exchange', label: e('exchange') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()} subtitle={data === undefined ? undefined : text(data.rule.source)}>
      {data === undefined ? null : (
        <DataTable
          label={e('practice')} rows={data.items} rowKey={({ personId }) => personId} empty={<Empty description={t('noPractice')} />}
          columns={[
            { key: 'name', title: e('name'), render: ({ personId, personName }) => <Link to="/workspace/directory/people/$id" params={{ id: personId }}>{personName}</Link> },
            { key: 'institution', title: e('institution'), render: ({ institutionName }) => institutionName },
            { key: 'days', title: t('daysOfNeeded', { years: data.rule.years }), align: 'right', render: ({ days, needed }) => `${days} / ${needed}` },
            { key: 'share', title: t('share'), width: 160, render: ({ personName, days, needed }) => <ProgressLine value={Math.min(1, days / needed)} label={personName} /> },
            { key: 'reached', title: e('state'), render: ({ reached }) => <Mark tone={reached ? 'good' : 'warn'}>{t(reached ? 'reached' : 'notReached')}</Mark> },
          ]}
        />
      )}
    </Page>
  );
}

/** The same on a person's own page; nothing where there is none, or none to see. */
export function PracticeOfPerson({ personId }: { personId: string }) {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const text = useText();
  const [language] = useLanguage();
  const found = useQuery({ queryKey: ['exchange', 'practice', personId], queryFn: () => loadOf(personId) });
  const practice = found.data?.practice;
  if (found.data === undefined || practice === undefined || practice === null) return null;
  return (
    <Card title={e('practice')}>
      <div className="row" style={{ marginBottom: 8 }}><span className="grow">{t('practiceSum', { days: practice.days, needed: practice.needed, years: found.data.rule.years })}</span><Mark tone={practice.reached ? 'good' : 'warn'}>{t(practice.reached ? 'reached' : 'notReached')}</Mark></div>
      <ProgressLine value={Math.min(1, practice.days / practice.needed)} label={e('practice')} />
      <ul className="row-list">{practice.times.map(({ applicationId, hostName, from, to, state }) => <li key={applicationId} className="row" style={{ padding: '6px 0' }}><Link className="grow" to="/workspace/exchange/stays/$id" params={{ id: applicationId }}>{hostName}</Link><span className="soft">{showDate(from, language)} – {showDate(to, language)} · {text(placementStates[state as keyof typeof placementStates])}</span></li>)}</ul>
      <p className="soft" style={{ marginBottom: 0 }}>{text(found.data.rule.source)}</p>
    </Card>
  );
}
