import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined, MinusCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { checkEntry, type Checked } from '#kernel/journal/check.ts';
import { ProblemError, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { useProof, type Entry, type JournalState, type Proof } from './journal-client.ts';
import { DownloadProof } from './journal-download.tsx';
import { messages } from './journal-messages.ts';

/** The proof of an entry, checked in this browser, step by step. */
export function ProofCard({ entry, state }: { entry: Entry; state: JournalState | undefined }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const proof = useProof(String(entry.id), entry.index, state);
  const again = () => void queries.invalidateQueries({ queryKey: ['journal'] });
  const waits = entry.index === null || (proof.error instanceof ProblemError && proof.error.problem.code === 'journal/not-in-tree');
  return (
    <Card title={t('proof')} extra={<span className="row">{proof.data === undefined ? null : <DownloadProof name={`journal-${entry.id}.json`} proof={{ log: { origin: state?.origin, verifier: state?.verifier }, changes: entry.changes, ...proof.data }} />}<Button size="small" onClick={again}>{t('again')}</Button></span>}>
      {waits ? <Alert type="info" showIcon title={t('notYet')} /> : proof.isError ? <p role="alert">{wordsFor(proof.error)}</p> : proof.data === undefined || state === undefined ? <LoadingOutlined aria-hidden /> : (
        <Steps key={`${proof.data.size} ${proof.dataUpdatedAt}`} entry={entry} proof={proof.data} state={state} />
      )}
    </Card>
  );
}

/** A step that holds, does not, or has nothing to say yet. */
type Step = { readonly name: string; readonly holds: boolean | undefined; readonly detail?: ReactNode };

/** The steps, one tick after the other: a person can follow what is done. */
function Steps({ entry, proof, state }: { entry: Entry; proof: Proof; state: JournalState }) {
  const t = useTexts(messages);
  const [checked] = useState(() => checkEntry({ changes: entry.changes, proof, log: state, witnesses: state.witnesses }));
  const steps = useSteps(checked, { entry, proof, state });
  const shown = useTicks(steps.length);
  const sound = steps.every(({ holds }) => holds !== false);
  return (
    <>
      <p className="soft" style={{ marginTop: 0 }}>{t('proofNote')}</p>
      <ol className="journal-steps">
        {steps.map(({ name, holds, detail }, i) => (
          <li key={name} className={i < shown ? undefined : 'journal-pending'}>
            {i >= shown ? <LoadingOutlined aria-hidden /> : <StepMark holds={holds} />}
            <div><div>{name}</div>{i < shown ? detail : null}</div>
          </li>
        ))}
      </ol>
      <div aria-live="polite">{shown < steps.length ? null : <Alert type={sound ? 'success' : 'error'} showIcon title={sound ? t('holds', { index: proof.index }) : t('fails')} />}</div>
    </>
  );
}

function StepMark({ holds }: Pick<Step, 'holds'>) {
  if (holds === undefined) return <MinusCircleOutlined aria-label="–" />;
  return holds ? <CheckCircleFilled className="journal-good" aria-label="✓" /> : <CloseCircleFilled className="journal-bad" aria-label="✗" />;
}

function useSteps(checked: Checked, { entry, proof, state }: { entry: Entry; proof: Proof; state: JournalState }): Step[] {
  const t = useTexts(messages);
  const witnesses = checked.witnessed.flatMap(({ verifier, at }) => state.witnesses.filter((witness) => witness.verifier === verifier).map(({ party }) => ({ party, at })));
  const parties = new Set(witnesses.map(({ party }) => party));
  return [
    // what the page shows beside it must be what the leaf says
    { name: t('stepContent'), holds: checked.content && proof.leaf === entry.leaf && checked.leaf?.id === entry.id && checked.leaf.act === entry.act && checked.leaf.subjectTitle === entry.subjectTitle && checked.leaf.reason === entry.reason && Date.parse(checked.leaf.at) === Date.parse(entry.at), detail: <Hash>{checked.leaf?.digest ?? ''}</Hash> },
    { name: t('stepLeaf'), holds: true, detail: <Hash>{checked.leafHash}</Hash> },
    { name: t('stepPath', { n: checked.way.length }), holds: checked.way.length > 0 || proof.size === 1, detail: <Way way={checked.way} /> },
    { name: t('stepRoot', { size: proof.size }), holds: checked.path, detail: <Hash>{checked.root}</Hash> },
    { name: t('stepSignature'), holds: checked.signature, detail: <Hash>{state.verifier}</Hash> },
    witnesses.length === 0 ? { name: t('noCosignature'), holds: undefined } : { name: t('stepWitnesses', { n: parties.size }), holds: true, detail: <div className="row">{witnesses.map(({ party, at }) => <span key={`${party} ${at}`} className="row soft nowrap" style={{ gap: 6 }}><PartySeal party={party} />{showInstant(new Date(at).toISOString())}</span>)}</div> },
  ];
}

function Way({ way }: { way: Checked['way'] }) {
  const t = useTexts(messages);
  if (way.length === 0) return null;
  return (
    <details>
      <summary>{t('showWay')}</summary>
      <ol className="journal-way">
        {way.map(({ sibling, side, hash }) => <li key={hash}><div><span className="soft">{t(side === 'left' ? 'onLeft' : 'onRight')}</span><Hash>{sibling}</Hash></div><div><span className="soft">=</span><Hash>{hash}</Hash></div></li>)}
      </ol>
    </details>
  );
}

function Hash({ children }: { children: string }) {
  return <code className="soft journal-hash">{children}</code>;
}

/** Rises to `count`, a tick at a time; at once for whoever wants no movement. */
function useTicks(count: number): number {
  const still = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
  const [shown, setShown] = useState(still ? count : 0);
  useEffect(() => {
    if (shown >= count) return undefined;
    const timer = setTimeout(() => setShown(shown + 1), 260);
    return () => clearTimeout(timer);
  }, [shown, count]);
  return shown;
}
