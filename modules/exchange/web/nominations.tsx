import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { messages as answerMessages } from './answers-messages.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './messages.ts';
import { NominationOrder } from './nomination-order.tsx';
import { Papers } from './papers.tsx';

const loadApplications = async (id: string) => (await answer(exchangeClient.schemes[':id'].applications.$get({ param: { id }, query: { view: 'home' } }))).items;
type Application = Awaited<ReturnType<typeof loadApplications>>[number];

/** Whoever nominates checks the applications of their people and nominates in order, within the quota. */
export function Nominations({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const acting = useActing();
  const applications = useQuery({ queryKey: ['exchange', 'applications', scheme.id], queryFn: () => loadApplications(scheme.id) });
  const own = acting?.role === 'institution_officer' ? scheme.quotas.find(({ institutionId }) => institutionId === acting.organization?.id) : undefined;
  const rows = applications.data ?? [];
  // An order is there to be made from two on.
  const homes = [...Map.groupBy(rows.filter(({ nominationRank, state }) => nominationRank !== null && ['atDivision', 'atParty', 'nominated', 'reserve'].includes(state)), ({ homeId }) => homeId)].filter(([, people]) => people.length > 1);
  return (
    <section aria-label={t('nominations')}>
      {acting?.role !== 'institution_officer' ? null : own === undefined ? <Alert type="warning" showIcon title={t('noQuota')} style={{ marginBottom: 14 }} /> : <p>{t('quotaLeft', { places: own.places, nominated: own.nominated })}</p>}
      {applications.isError ? <p role="alert">{wordsFor(applications.error)}</p> : null}
      {applications.data !== undefined && rows.length === 0 ? <Empty description={t('noApplications')} /> : null}
      {scheme.may.nominate ? homes.map(([homeId, people]) => <NominationOrder key={`${homeId} ${people.map(({ id, nominationRank }) => `${id}${nominationRank}`).join()}`} schemeId={scheme.id} homeId={homeId} homeName={people[0]?.homeName ?? ''} people={people} />) : null}
      {rows.map((application) => <ApplicationCard key={application.id} scheme={scheme} application={application} />)}
    </section>
  );
}

function ApplicationCard({ scheme, application }: { scheme: Scheme; application: Application }) {
  const t = useTexts(messages);
  const a = useTexts(answerMessages);
  const move = useAct({ act: (json: MoveRequest) => answer(exchangeClient.applications[':id'].move.$post({ param: { id: application.id }, json })), changes });
  const { lifecycle } = application;
  return (
    <article className="card" aria-label={application.personName}>
      <h2>{application.nominationRank === null ? null : <Mark tone="good">{application.nominationRank}</Mark>}{application.personName}<span className="soft" style={{ fontWeight: 400, fontSize: 14 }}>{application.homeName}</span>{application.deferredFrom === null ? null : <Mark tone="warn">{a('carriedOver')}</Mark>}</h2>
      <ol style={{ margin: '0 0 8px', paddingInlineStart: '1.4em' }}>{application.wishes.map(({ offerId, title, institutionName }) => <li key={offerId}>{title} <span className="soft">{institutionName}</span></li>)}</ol>
      <p style={{ whiteSpace: 'pre-wrap', margin: '0 0 8px' }}>{application.statement}</p>
      {application.reason === null ? null : <p className="soft">{t(`notNominated_${application.refusedBy ?? 'home'}`, { reason: application.reason })}</p>}
      <Papers readOnly scheme={scheme} applicationId={application.id} papers={application.papers} />
      <div className="row no-print" style={{ marginTop: 10 }}>
        {application.mayNominate ? <Button type="primary" size="small" loading={move.running} onClick={() => move.run({ transition: 'nominate', version: application.version })}>{t('nominate')}</Button> : null}
        <LifecycleBar compact lifecycle={lifecycle} onMove={move.runAsync} />
      </div>
    </article>
  );
}
