import { useParams } from '@tanstack/react-router';
import { Page } from '#web/kit/page.tsx';
import { CeremonyOf } from '#web/kit/signing/ceremony.tsx';
import { useSigningDocument } from '#web/kit/signing/client.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './signing-messages.ts';

/** One signing, from the first seal to the bundle. */
export function SigningDocumentPage() {
  const t = useTexts(messages);
  const { documentId } = useParams({ strict: false }) as { documentId: string };
  const { data, error, refetch } = useSigningDocument(documentId);
  return (
    <Page title={data?.title ?? t('title')} back={{ to: '/workspace/signing', label: t('title') }} loading={data === undefined} error={error} onRetry={() => void refetch()}>
      {data === undefined ? null : <CeremonyOf document={data} />}
    </Page>
  );
}
