import { useQuery } from '@tanstack/react-query';
import type { SigningApi } from '#kernel/signing/api.ts';
import type { PartyCode } from '#kernel/domain.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import { useLive } from '#web/kit/live.ts';

export const signingClient = apiClient<SigningApi>('/api/signing');

const loadDocument = (id: string) => answer(signingClient.documents[':id'].$get({ param: { id } }));
const loadParty = (party: PartyCode) => answer(signingClient.parties[':party'].$get({ param: { party } }));

/** A document that is signed jointly; the page follows it while others sign. */
export function useSigningDocument(id: string) {
  useLive({ type: 'signing.document', id }, [['signing', 'document', id], ['inbox']]);
  return useQuery({ queryKey: ['signing', 'document', id], queryFn: () => loadDocument(id) });
}

/** A party's signatories and keys. */
export function usePartySigning(party: PartyCode | undefined) {
  return useQuery({ queryKey: ['signing', 'party', party], enabled: party !== undefined, queryFn: () => loadParty(party ?? '31') });
}

export type SigningDocument = Awaited<ReturnType<typeof loadDocument>>;
export type PartySigning = Awaited<ReturnType<typeof loadParty>>;

/** Hands the person a file that was made on this page; nothing of it goes over the network. */
export function download(name: string, content: string, type = 'text/plain'): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
