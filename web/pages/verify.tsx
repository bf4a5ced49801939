import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { fromBase64, fromUtf8 } from '#kernel/signing/encoding.ts';
import { readBundle } from '#kernel/signing/bundle-format.ts';
import { verifyBundle, type Verdict } from '#kernel/signing/verify.ts';
import { deltaFetch, ProblemError, problemOf, wordsFor } from '#web/kit/api.ts';
import { download } from '#web/kit/signing/client.ts';
import { Seals } from '#web/kit/signing/seals.tsx';
import { SignedText } from '#web/kit/signing/signed-text.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages } from './verify-messages.ts';

type Checked = { readonly verdict: Verdict; readonly source: string; readonly ms: number };

/** Where anybody checks a bundle, in their own browser and without an account; a code on paper leads here with a digest. */
export function VerifyPage() {
  const t = useTexts(messages);
  const w = useTexts(words);
  // As it stands in the address: the router would take digits for a number.
  const digest = useLocation({ select: ({ searchStr }) => new URLSearchParams(searchStr).get('d') });
  const [dropped, setDropped] = useState<Checked>();
  useEffect(() => void (document.title = `${t('title')} · ${w('brandShort')}`), [t, w]);
  const take = useCallback(async (file: File | undefined) => {
    if (file !== undefined) setDropped(check(new Uint8Array(await file.arrayBuffer())));
  }, []);
  useDropped(take);
  return (
    <main className="verify">
      <header><Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link></header>
      <h1>{t('title')}</h1>
      <p className="soft">{t('lead')}</p>
      {digest === null || dropped !== undefined ? null : <Published digest={digest} />}
      <label className="drop no-print">
        <input type="file" accept=".json,application/json" className="visually-hidden" aria-label={t('choose')} onChange={({ target }) => void take(target.files?.[0])} />
        <span>{t('drop')}</span>
      </label>
      {dropped === undefined ? null : <Outcome {...dropped} />}
      <footer className="soft"><strong>{t('without')}</strong> {t('withoutNote')}</footer>
    </main>
  );
}

/** A file may be dropped anywhere on the page. */
function useDropped(take: (file: File | undefined) => Promise<void>): void {
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      void take(event.dataTransfer?.files[0]);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [take]);
}

function check(source: Uint8Array): Checked {
  const startedAt = performance.now();
  const verdict = verifyBundle(source);
  return { verdict, source: fromUtf8(source) ?? '', ms: Math.round(performance.now() - startedAt) };
}

/** The published bundle of a document, by a digest, checked like any other and against that digest. */
function Published({ digest }: { digest: string }) {
  const t = useTexts(messages);
  const isDigest = /^[0-9a-f]{64}$/.test(digest);
  const found = useQuery({
    queryKey: ['verify', digest], enabled: isDigest, staleTime: Infinity, retry: false,
    queryFn: async () => {
      const response = await deltaFetch(`/api/signing/bundles/${digest}`);
      if (!response.ok) throw await problemOf(response);
      return check(new Uint8Array(await response.arrayBuffer()));
    },
  });
  if (!isDigest) return <p role="alert" className="overdue">{t('wrongDigest')}</p>;
  if (found.isError) return <p role="alert">{found.error instanceof ProblemError && found.error.problem.status === 404 ? t('notPublic') : wordsFor(found.error)}</p>;
  if (found.data === undefined) return <p aria-busy="true">{t('fetching')}</p>;
  const { digests } = found.data.verdict;
  if (digests?.sm3 !== digest && digests?.sha256 !== digest) return <p role="alert" className="overdue">{t('otherDigest')}</p>;
  const { source } = found.data;
  return <Outcome {...found.data} note={<p>{t('fetched')} <button type="button" className="plain-button" onClick={() => download(`${digest.slice(0, 8)}.bundle.json`, source, 'application/json')}>{t('keep')}</button></p>} />;
}

function Outcome({ verdict: { genuine, checks, document, signatures, log }, source, ms, note }: Checked & { note?: ReactNode }) {
  const t = useTexts(messages);
  const text = useText();
  const failed = checks.filter(({ ok }) => !ok).length;
  return (
    <>
      <section className={`verdict ${genuine ? 'verdict-genuine' : 'verdict-false'}`} role="status">
        <h2>{t(genuine ? 'genuine' : 'false')}</h2>
        <p>{genuine ? t('genuineNote', { checks: checks.length, ms }) : t('falseNote', { failed })}</p>
        {note}
      </section>
      {document === undefined || !genuine ? null : <Seals seals={document.required.map((party) => ({ party, signedAt: signatures.find((one) => one.party === party)?.signedAt }))} />}
      <section className="card">
        <h2>{t('checks')}</h2>
        <ul className="checks">{checks.map(({ ok, text: said }, i) => <li key={i} className={ok ? 'check-holds' : 'check-fails'}><span className="visually-hidden">{t(ok ? 'holds' : 'fails')}</span>{text(said)}</li>)}</ul>
        {log === undefined || !genuine ? null : <p className="soft">{t('log')}：<code>{log}</code><br />{t('logNote')}</p>}
      </section>
      {genuine ? <section className="card"><h2>{t('document')}</h2><SignedText canonical={documentOf(source)} /></section> : null}
    </>
  );
}

/** The document's text out of a bundle that was found genuine. */
function documentOf(source: string): string {
  return fromUtf8(fromBase64(readBundle(source).document) ?? new Uint8Array()) ?? '';
}
