import type { Actor } from '#kernel/actor/actor.ts';
import type { Tx } from '#kernel/database/transaction.ts';
import type { Text } from '#kernel/text.ts';
import type { SchemeRow } from '../../store.ts';
import { clearanceNames, partNames, signatoryNames, versionStates } from '../messages.ts';
import { daysOfRange, differences, type Signatory } from '../rules.ts';
import { loadClearances, loadSignatures, loadVersions, type AgreementRow, type PlacementRow, type SignatureRow, type VersionRow } from '../store.ts';
import { sideOf } from './agreements.ts';
import { labelsOf, mayClear, mayEnter, maySign, readVersion } from './signatures.ts';

/** An agreement as those see it who sign it: what came into force first, the changes since, what waits, each with its signatures; and what the actor may do. */
export async function viewAgreement(tx: Tx, scheme: SchemeRow, agreement: AgreementRow, { placement, today }: { placement: PlacementRow | undefined; today: string }) {
  const versions = await loadVersions(tx, agreement.id);
  const signatures = await loadSignatures(tx, agreement.id);
  const given = await loadClearances(tx, agreement.id);
  const side = sideOf(tx.actor, agreement);
  const shown = versions.map((version) => viewVersion(tx.actor, scheme, agreement, version, versions, signatures));
  const open = shown.find(({ state }) => state === 'open');
  const inForce = shown.find(({ state }) => state === 'inForce');
  const ended = placement !== undefined && ['finished', 'certified', 'ended'].includes(placement.state);
  return {
    state: agreement.state, version: agreement.version, versions: shown,
    first: shown.findLast(({ inForceAt }) => inForceAt !== null)?.number ?? null, open: open?.number ?? null, inForce: inForce?.number ?? null,
    // The day has come and somebody has not signed: nobody may begin, and everybody must see why.
    lateSince: open !== undefined && inForce === undefined && open.from <= today ? open.from : null,
    needs: agreement.needs.map((kind) => ({ kind, label: clearanceNames[kind], given: given.find((clearance) => clearance.kind === kind) ?? null, may: mayClear(tx.actor, agreement, kind) })),
    may: { send: (side === 'home' || side === 'host') && !ended, withdraw: (side === 'home' || side === 'host') && (open !== undefined || inForce !== undefined) && (placement === undefined || placement.state === 'ready') },
  };
}

function viewVersion(actor: Actor, scheme: SchemeRow, agreement: AgreementRow, version: VersionRow, versions: readonly VersionRow[], signatures: readonly SignatureRow[]) {
  const { number, content, digest, state, sentAt, inForceAt } = version;
  const before = versions.find((other) => other.number < number && other.inForceAt !== null);
  const labels = labelsOf(scheme);
  return {
    number, ...daysOfRange(version.during), content, digest: digest.toString('hex'), state, label: versionStates[state], sentAt, inForceAt,
    changes: before === undefined ? [] : differences(readVersion(before, signatures), readVersion(version, signatures)).map(({ field, ...words }) => ({ part: partLabel(field, labels), ...words })),
    signatures: signatures.filter((signature) => signature.number === number).map((signature) => ({
      id: signature.id, signatory: signature.signatory, label: signatoryNames[signature.signatory], name: signature.name, personId: signature.personId, sentAt: signature.sentAt, means: signature.means,
      signedOn: signature.signedOn, enteredName: signature.enteredName, enteredAt: signature.enteredAt,
      maySign: state === 'open' && maySign(actor, agreement, signature), mayEnter: state === 'open' && mayEnter(actor, agreement, signature),
    })),
  };
}

function partLabel(field: string, labels: Readonly<Record<string, Text>>): Text {
  if (field.startsWith('signatory.')) return signatoryNames[field.slice('signatory.'.length) as Signatory];
  return field === 'days' ? partNames.days : labels[field] ?? { zh: field, en: field };
}
