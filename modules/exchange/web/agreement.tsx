import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Collapse } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, ProblemError } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { AgreementDialog } from './agreement-dialog.tsx';
import { Signatures } from './agreement-signatures.tsx';
import { Changes, Terms } from './agreement-terms.tsx';
import { changes, exchangeClient, type Agreement, type Stay } from './client.ts';
import { Clearances } from './clearances.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { messages } from './stay-messages.ts';

type Difference = { readonly field: string; readonly before: string; readonly after: string };

/** What all sign: the version that waits or is in force with who has signed it and when, the first one and the changes since apart from it. */
export function AgreementCard({ stay, agreement }: { stay: Stay; agreement: Agreement }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [language] = useLanguage();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const [asking, setAsking] = useState<'send' | 'withdraw'>();
  const { versions, may } = agreement;
  const current = versions.find(({ number }) => number === (agreement.open ?? agreement.inForce)) ?? versions[0];
  const others = versions.filter(({ number }) => number !== current?.number);
  const sign = useAct({
    act: async ({ signatory, digest }: { signatory: NonNullable<typeof current>['signatures'][number]['signatory']; digest: string }) => {
      try {
        return await answer(exchangeClient.stays[':id'].agreement.sign.$post({ param: { id: stay.applicationId }, json: { signatory, digest } }));
      } catch (error) {
        if (error instanceof ProblemError && error.problem.code === 'exchange/agreement-changed') modal.warning({ title: t('movedOn'), width: 640, onOk: () => void queries.invalidateQueries({ queryKey: ['exchange'] }), content: <MovedOn differences={error.problem['differences'] as readonly Difference[]} stay={stay} /> });
        throw error;
      }
    },
    changes,
  });
  const withdraw = useAct({ act: (reason: string) => answer(exchangeClient.stays[':id'].agreement.withdraw.$post({ param: { id: stay.applicationId }, json: { version: agreement.version, reason } })), changes, onDone: () => setAsking(undefined) });
  return (
    <Card title={t('agreement')} extra={may.send || may.withdraw ? <span className="row">{may.withdraw ? <Button size="small" danger onClick={() => setAsking('withdraw')}>{t('withdrawAgreement')}</Button> : null}{may.send ? <Button size="small" onClick={() => setAsking('send')}>{t(versions.length === 0 ? 'draftAgreement' : 'changeAgreement')}</Button> : null}</span> : undefined}>
      {agreement.lateSince === null ? null : <Alert type="error" showIcon style={{ marginBottom: 12 }} title={t('lateSince', { date: showDate(agreement.lateSince, language) })} />}
      {current === undefined ? <p className="soft" style={{ margin: 0 }}>{t('notDrafted')}</p> : (
        <>
          <p className="row" style={{ marginTop: 0 }}>
            <Mark tone={current.state === 'inForce' ? 'good' : current.state === 'open' ? 'warn' : 'neutral'}>{text(current.label)}</Mark>
            <span className="soft">{t('versionNumber', { number: current.number })}{agreement.open !== null && agreement.inForce !== null ? ` · ${t('inForceMeanwhile', { number: agreement.inForce })}` : ''}</span>
          </p>
          <Signatures stay={stay} version={current} onSign={(signatory) => sign.run({ signatory, digest: current.digest })} signing={sign.running} />
          <Clearances stay={stay} agreement={agreement} />
          {current.changes.length === 0 ? null : <Changes changes={current.changes} />}
          <Terms stay={stay} version={current} />
          <PaperLink stay={stay} number={current.number} />
        </>
      )}
      {others.length === 0 ? null : (
        <Collapse
          ghost size="small" style={{ marginTop: 12 }}
          items={others.map((version) => ({
            key: version.number, label: `${t('versionNumber', { number: version.number })}${version.number === agreement.first ? ` · ${t('firstInForce')}` : ''} · ${text(version.label)}`,
            children: <><Signatures stay={stay} version={version} />{version.changes.length === 0 ? null : <Changes changes={version.changes} />}<Terms stay={stay} version={version} /><PaperLink stay={stay} number={version.number} /></>,
          }))}
        />
      )}
      {asking === 'send' ? <AgreementDialog stay={stay} agreement={agreement} onClose={() => setAsking(undefined)} /> : null}
      {asking === 'withdraw' ? <ReasonDialog title={t('withdrawAgreement')} label={w('reason')} running={withdraw.running} onClose={() => setAsking(undefined)} onDo={withdraw.run}><p className="soft">{t('withdrawHint')}</p></ReasonDialog> : null}
    </Card>
  );
}

/** A version as a document, to keep or to sign by hand. */
function PaperLink({ stay, number }: { stay: Stay; number: number }) {
  const t = useTexts(messages);
  return <p className="no-print" style={{ margin: '14px 0 0' }}><a className="link-button" href={`/api/exchange/stays/${stay.applicationId}/agreement/paper?number=${number}`} download>{t('printAgreement')}</a></p>;
}

/** What is different from what the person had before them. */
function MovedOn({ differences, stay }: { differences: readonly Difference[]; stay: Stay }) {
  const text = useText();
  const label = (field: string) => stay.words.agreement.find(({ key }) => key === field)?.label;
  return <Changes changes={differences.map(({ field, before, after }) => ({ part: label(field) ?? { zh: field, en: field }, before, after }))} label={text({ zh: '差别', en: 'Differences' })} />;
}
