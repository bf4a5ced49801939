import { isPerson, type Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { cutPage, decodeCursor, type Page } from '#kernel/http/paging.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';
import type { Algorithm } from './keys.ts';
import { signingRefusals } from './refusals.ts';
import { isSignatory, loadDocument, loadDocuments, loadKeys, loadSignatories, loadSignatures, type DocumentRow, type DocumentState, type KeyRow, type SignatoryRow } from './store.ts';

export type ListedDocument = Pick<DocumentRow, 'id' | 'title' | 'round' | 'state' | 'required' | 'openedAt' | 'inForceAt'> & { signed: PartyCode[]; waitsForMe: boolean };

/** Documents in a state, the newest first, with who has signed and whether the actor's party still must. */
export async function listDocuments(platform: Platform, actor: Actor, { state, limit, cursor }: { state: DocumentState; limit: number; cursor?: string | undefined }): Promise<Page<ListedDocument>> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  return inTransaction(platform.database, actor, async (tx) => {
    const rows = await loadDocuments(tx, { state, limit: limit + 1, before: before?.toString() });
    const signatures = await loadSignatures(tx, rows.map(({ id }) => id));
    const shown = rows.map(({ id, title, round, required, openedAt, inForceAt, state: now }) => {
      const signed = signatures.filter(({ documentId }) => documentId === id).map(({ party }) => party);
      return { id, title, round, state: now, required, openedAt, inForceAt, signed, waitsForMe: waitsFor(actor, { state: now, required }, signed) };
    });
    return cutPage(shown, limit, ({ id }) => [id]);
  });
}

export type UsableKey = Pick<KeyRow, 'id' | 'fingerprint' | 'validFrom' | 'validTo'> & { algorithm: Algorithm };
export type ShownDocument = Omit<DocumentRow, 'journalEntry' | 'subjectType' | 'subjectId'> & {
  subject: { type: string; id: string };
  signatures: { party: PartyCode; name: string; reason: string; signedAt: string; fingerprint: string; algorithm: Algorithm }[];
  /** Whether the actor's signature is wanted; `obstacle` says what stands in the way of it, `keys` with what they can sign. */
  mine: { wanted: boolean; obstacle: Text | null; keys: UsableKey[] };
};

/** A document as it is signed: its very text, its digests, who has signed, and whether the actor can. */
export async function showDocument(platform: Platform, actor: Actor, id: string): Promise<ShownDocument> {
  return inTransaction(platform.database, actor, async (tx) => {
    const row = await loadDocument(tx, id);
    if (row === undefined) throw refuse(commonRefusals.notFound);
    const { journalEntry: _, subjectType, subjectId, ...document } = row;
    const signatures = (await loadSignatures(tx, [id])).map(({ party, name, reason, signedAt, fingerprint, algorithm }) => ({ party, name, reason, signedAt, fingerprint, algorithm }));
    const wanted = waitsFor(actor, row, signatures.map(({ party }) => party));
    return { ...document, subject: { type: subjectType, id: subjectId }, signatures, mine: wanted ? await mine(platform, tx, actor) : { wanted, obstacle: null, keys: [] } };
  });
}

export type ShownSignatory = Omit<SignatoryRow, 'personId' | 'proposedByPerson'> & { mayApprove: boolean; mayDismiss: boolean };
export type ShownKey = Pick<KeyRow, 'id' | 'name' | 'party' | 'algorithm' | 'fingerprint' | 'validFrom' | 'validTo' | 'registeredAt' | 'revokedAt' | 'revokedReason'> & { mine: boolean; mayRevoke: boolean; expired: boolean };

/** A party's signatories and their keys, and what the actor may do about them. */
export async function showSignatories(platform: Platform, actor: Actor, party: PartyCode): Promise<{ signatories: ShownSignatory[]; keys: ShownKey[]; may: { propose: boolean; register: boolean } }> {
  if (!isPerson(actor)) throw refuse(commonRefusals.notSignedIn);
  return inTransaction(platform.database, actor, async (tx) => {
    const ofParty = actor.party === party;
    const officer = ofParty && actor.role === 'party_officer';
    const acts = officer || (ofParty && actor.role === 'party_signatory');
    const signatories = (await loadSignatories(tx, party)).map(({ personId, proposedByPerson, ...row }) => ({
      ...row, mayDismiss: officer && row.withdrawnAt === null, mayApprove: acts && row.approvedAt === null && row.withdrawnAt === null && ![personId, proposedByPerson].includes(actor.personId),
    }));
    const keys = (await loadKeys(tx, { party })).map(({ accountId, publicKey: _, ...key }) => ({ ...key, mine: accountId === actor.accountId, expired: key.validTo < today(platform).toString(), mayRevoke: key.revokedAt === null && (officer || accountId === actor.accountId) }));
    return { signatories, keys, may: { propose: officer, register: ofParty && actor.role === 'party_signatory' && (await isSignatory(tx, actor.accountId, party)) } };
  });
}

function waitsFor(actor: Actor, { state, required }: Pick<DocumentRow, 'state' | 'required'>, signed: readonly PartyCode[]): boolean {
  if (!isPerson(actor) || actor.role !== 'party_signatory' || actor.party === undefined) return false;
  return state === 'open' && required.includes(actor.party) && !signed.includes(actor.party);
}

async function mine(platform: Platform, tx: Tx, actor: Actor): Promise<ShownDocument['mine']> {
  if (!isPerson(actor) || actor.party === undefined) return { wanted: false, obstacle: null, keys: [] };
  const party = partyNames[actor.party];
  if (!(await isSignatory(tx, actor.accountId, actor.party))) return { wanted: true, obstacle: bothLanguages(signingRefusals.notSignatory.text, { party }), keys: [] };
  const day = today(platform).toString();
  const usable = (await loadKeys(tx, { accountId: actor.accountId })).filter((key) => key.party === actor.party && key.revokedAt === null && key.validFrom <= day && day <= key.validTo);
  const keys = usable.map(({ id, fingerprint, algorithm, validFrom, validTo }) => ({ id, fingerprint, algorithm, validFrom, validTo }));
  return { wanted: true, obstacle: keys.length > 0 ? null : { zh: '您还没有登记可用的签署密钥。', en: 'You have not registered a signing key that is valid today.' }, keys };
}

