import { DownloadOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { problemOf, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { download, signingClient, useSigningDocument, type SigningDocument } from './client.ts';
import { messages } from './messages.ts';
import { Seals } from './seals.tsx';
import { SignForm } from './sign-form.tsx';
import { SignedText } from './signed-text.tsx';

/** A signing as it goes on: the seals, the very document, and for a signatory whose turn it is, where they sign. For any page. */
export function Ceremony({ documentId }: { documentId: string }) {
  const { data, error } = useSigningDocument(documentId);
  if (error !== null) return <p role="alert">{wordsFor(error)}</p>;
  if (data === undefined) return <Skeleton active />;
  return <CeremonyOf document={data} />;
}

export function CeremonyOf({ document }: { document: SigningDocument }) {
  const t = useTexts(messages);
  const { state, required, signatures, inForceAt, withdrawnReason, canonical, mine } = document;
  const seals = required.map((party) => {
    const signature = signatures.find((one) => one.party === party);
    return { party, signedAt: signature?.signedAt, name: signature?.name };
  });
  return (
    <>
      <section className="card ceremony">
        <p className="ceremony-state" role="status">{state === 'open' ? t('open', { signed: signatures.length, required: required.length }) : state === 'inForce' ? t('inForce') : t('withdrawn', { reason: withdrawnReason ?? '' })}</p>
        <Seals seals={seals} />
        {inForceAt === null ? null : <p className="soft">{t('inForceAt', { at: showInstant(inForceAt) })}</p>}
        {state === 'inForce' ? <BundleButton document={document} /> : null}
      </section>
      <div className={mine.wanted || signatures.length > 0 ? 'columns' : undefined}>
        <Card title={t('document')} extra={<Link to={document.link}>{t('toRecord')}</Link>}><SignedText canonical={canonical} expected={document} /></Card>
        <div>
          {mine.wanted ? <Card title={t('sign')}><SignForm document={document} /></Card> : null}
          {signatures.length === 0 ? null : <Reasons signatures={signatures} />}
        </div>
      </div>
    </>
  );
}

function Reasons({ signatures }: Pick<SigningDocument, 'signatures'>) {
  const t = useTexts(messages);
  return <Card title={t('reasons')}><ul className="row-list">{signatures.map(({ party, name, reason, signedAt }) => <li key={party}>{reason}<div className="soft">{t('signedAt', { name, at: showInstant(signedAt) })}</div></li>)}</ul></Card>;
}

function BundleButton({ document: { id, title, sm3 } }: { document: SigningDocument }) {
  const t = useTexts(messages);
  const { run, running } = useAct({
    act: async () => {
      const response = await signingClient.documents[':id'].bundle.$get({ param: { id } });
      if (!response.ok) throw await problemOf(response);
      download(`${title.slice(0, 60)}-${sm3.slice(0, 8)}.bundle.json`, await response.text(), 'application/json');
    },
    changes: [], done: false,
  });
  return (
    <div className="no-print">
      <div className="row" style={{ justifyContent: 'center' }}>
        <Button type="primary" icon={<DownloadOutlined aria-hidden />} loading={running} onClick={() => run()}>{t('bundle')}</Button>
        <Link to={`/verify?d=${sm3}`}>{t('verifyIt')}</Link>
      </div>
      <p className="soft">{t('bundleNote')}</p>
    </div>
  );
}
