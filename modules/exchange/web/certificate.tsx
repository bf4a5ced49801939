import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import type { Placement, Stay } from './client.ts';
import { messages } from './messages.ts';

/** The certificate: who did what, where and when, and what is recognised of it. */
export function CertificateCard({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  return (
    <Card title={text(stay.words.certificate)} extra={<span className="row"><a className="link-button" href={`/api/exchange/stays/${stay.applicationId}/certificate`} download>{t('downloadPdf')}</a><a className="link-button" href={`/api/exchange/stays/${stay.applicationId}/credential`} download>{t('credential')}</a><a className="link-button" href={`/api/exchange/stays/${stay.applicationId}/credential?format=json`} download>{t('credentialJson')}</a><a className="link-button" href={`/api/exchange/stays/${stay.applicationId}/transcript`} download>{t('transcript')}</a><a className="link-button" href={`/api/exchange/stays/${stay.applicationId}/transcript?format=json`} download={`transcript-${placement.certificateNumber ?? ''}.json`}>{t('transcriptJson')}</a></span>}>
      <p style={{ fontSize: 17 }}>{t('certifiedText', { name: stay.personName, home: stay.homeName, host: stay.hostName, offer: stay.offerTitle, from: showDate(placement.from, language), to: showDate(placement.to, language) })}</p>
      <DataTable
        label={t('recognised')} rows={placement.recognised} rowKey={({ course }) => course}
        columns={[
          { key: 'course', title: t('course'), render: ({ course }) => course },
          { key: 'hours', title: t('hours'), align: 'right', render: ({ hours }) => hours },
          ...(stay.words.recognises === 'credits' ? [{ key: 'credits', title: t('credits'), align: 'right' as const, render: ({ credits }: Placement['recognised'][number]) => credits }, { key: 'grade', title: t('score'), render: ({ grade, homeGrade }: Placement['recognised'][number]) => (homeGrade === undefined ? grade : `${grade} → ${homeGrade}`) }] : []),
        ]}
      />
      <p className="soft" style={{ marginBottom: 0 }}>{t('certificateNumber', { number: placement.certificateNumber ?? '' })}{placement.certifiedOn === null ? null : ` · ${showDate(placement.certifiedOn, language)}`}</p>
    </Card>
  );
}
