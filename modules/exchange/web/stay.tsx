import { useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { AgreementCard } from './agreement.tsx';
import { Assessments } from './assessments.tsx';
import { CertificateCard } from './certificate.tsx';
import { changes, exchangeClient, useStay, type Placement, type Stay } from './client.ts';
import { During } from './during.tsx';
import { Journal } from './journal.tsx';
import { messages } from './messages.ts';
import { messages as stayMessages } from './stay-messages.ts';

/** One person's stay as its three sides see it: the agreement, the time there with its journal, the assessments, the certificate. */
export function StayPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const stay = useStay(id);
  const data = stay.data;
  return (
    <Page
      title={data === undefined ? t('stay') : `${data.personName} · ${data.offerTitle}`} loading={stay.isPending} error={stay.error} onRetry={() => void stay.refetch()}
      subtitle={data === undefined ? undefined : `${data.homeName} → ${data.hostName}`} {...(data === undefined ? {} : { back: { to: `/workspace/exchange/${data.schemeId}`, label: data.schemeTitle } })}
    >
      {data === undefined ? null : (
        <>
          {data.placement?.certificateNumber == null ? null : <CertificateCard stay={data} placement={data.placement} />}
          <div className="columns">
            <div>
              {data.agreement === null ? null : <AgreementCard stay={data} agreement={data.agreement} />}
            </div>
            <div>
              {data.placement === null ? <Card title={t('placement')}><p className="soft" style={{ margin: 0 }}>{t('noPlacement')}</p></Card> : <PlacementCards stay={data} placement={data.placement} />}
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function PlacementCards({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const s = useTexts(stayMessages);
  const text = useText();
  const [language] = useLanguage();
  const move = useAct({ act: (json: MoveRequest) => answer(exchangeClient.stays[':id'].move.$post({ param: { id: stay.applicationId }, json })), changes });
  return (
    <>
      <Card title={t('placement')}>
        <LifecycleBar compact lifecycle={placement.lifecycle} onMove={move.runAsync} />
        <dl className="definition" style={{ marginTop: 12 }}>
          <dt>{t('period')}</dt><dd>{showDate(placement.from, language)} – {showDate(placement.to, language)}</dd>
          <dt>{t('home')}</dt><dd>{stay.homeName}</dd>
          <dt>{t('host')}</dt><dd>{stay.hostName}</dd>
          <dt>{text(stay.words.person)}</dt><dd>{stay.personName}</dd>
        </dl>
        {placement.endReason === null ? null : <p style={{ margin: '10px 0 0' }}>{s('endedBecause', { reason: placement.endReason })}</p>}
        {placement.missing.length === 0 ? null : <Alert type="warning" showIcon style={{ marginTop: 12 }} title={t('missing', { months: placement.missing.join(language === 'zh' ? '、' : ', ') })} />}
      </Card>
      {placement.state === 'ready' ? null : <Journal stay={stay} placement={placement} />}
      {placement.state === 'ready' ? null : <During stay={stay} placement={placement} />}
      {placement.state === 'finished' || placement.state === 'certified' ? <Assessments stay={stay} placement={placement} /> : null}
    </>
  );
}
