import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Messages } from '#kernel/text.ts';
import { chancesOf } from '#algorithms/draw/tickets.ts';
import type { Transcript } from '#algorithms/draw/transcript.ts';
import { verifyTranscript, type Verdict } from '#algorithms/draw/verify.ts';
import { deltaFetch, problemOf, wordsFor } from '#web/kit/api.ts';
import { showInstant } from '#web/kit/dates.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages, ruleNames, valueNames } from './verify-draw-messages.ts';

type Checked = Verdict & { readonly ms: number };

/** Runs a draw again in the reader's own browser, from a file or from a draw of the platform (`?draw=`). */
export function VerifyDrawPage() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [checked, setChecked] = useState<Checked>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => void (document.title = `${t('title')} · ${w('brandShort')}`), [t, w]);
  useEffect(() => {
    const draw = new URLSearchParams(location.search).get('draw');
    if (draw !== null) loadTranscript(draw).then((text) => setChecked(check(text)), (error: unknown) => setProblem(wordsFor(error)));
  }, []);
  const read = async (file: File | undefined) => {
    setProblem(undefined);
    if (file !== undefined) setChecked(check(await file.text()));
  };
  return (
    <>
      <header className="portal-head"><Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link></header>
      <main id="content" className="portal">
        <div className="portal-hero"><span className="seal-line" aria-hidden="true" /><h1>{t('title')}</h1><p>{t('lead')}</p></div>
        <p><label>{t('choose')} <input type="file" accept=".json,application/json" onClick={({ currentTarget }) => { currentTarget.value = ''; }} onChange={({ target }) => void read(target.files?.[0])} /></label></p>
        {problem === undefined ? null : <p role="alert">{problem}</p>}
        <div aria-live="polite">{checked === undefined ? null : <Result checked={checked} />}</div>
        <p className="soft">{t('how')}</p>
      </main>
    </>
  );
}

function Result({ checked: { ok, checks, transcript, ms } }: { checked: Checked }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  return (
    <section className="draw-verdict">
      <h2 className={ok ? 'good' : 'overdue'}>{ok ? `✓ ${t('good')}` : `✗ ${t('bad')}`} <span className="soft nowrap">{t('took', { ms })}</span></h2>
      <ul className="row-list">{checks.map((check) => <li key={`${check.name} ${check.en}`} className={check.ok ? '' : 'overdue'}>{check.ok ? '✓' : '✗'} {check[language]}</li>)}</ul>
      {ok && transcript !== undefined ? <About transcript={transcript} /> : null}
    </section>
  );
}

function About({ transcript: { frozen, digest, panel, openings, beacon } }: { transcript: Transcript }) {
  const t = useTexts(messages);
  const text = useText();
  const named = (names: Messages, key: string) => text(Object.hasOwn(names, key) ? (names[key] ?? { zh: key, en: key }) : { zh: key, en: key });
  const chances = frozen.mode === 'uniform' ? [frozen.seats / frozen.people.length] : chancesOf(frozen.people.length, frozen.panels);
  const percent = (share: number) => (share * 100).toFixed(3);
  const names = new Map(openings.map(({ place, id }) => [place, id]));
  return (
    <dl className="draw-facts">
      <dt>{t('draw')}</dt><dd>{frozen.purpose}</dd>
      <dt>{t('panel')}</dt><dd>{panel.map((place) => names.get(place)).join('、')}</dd>
      <dt>{t('chances')}</dt><dd>{t('chancesOf', { people: frozen.people.length, seats: frozen.seats, min: percent(chances.reduce((least, chance) => Math.min(least, chance), 1)), max: percent(chances.reduce((most, chance) => Math.max(most, chance), 0)) })}</dd>
      {frozen.format === 'delta-draw/1' ? null : <><dt>{t('rules')}</dt><dd>{Object.entries(frozen.rules).map(([name, values]) => <div key={name}>{named(ruleNames, name)}：{values.map((value) => (name === 'recusals' || name === 'recusedParties' ? named(valueNames, value) : value)).join('、')}</div>)}<div className="soft">{t('reviewedOf', { n: frozen.reviewed.length })}</div></dd></>}
      {beacon === undefined || frozen.beacon === undefined ? null : <><dt>{t('beacon')}</dt><dd>{typeof frozen.beacon === 'string' ? frozen.beacon : `${frozen.beacon.name}（${showInstant(frozen.beacon.at)}）`}：<strong>{beacon}</strong> <span className="soft">{t('beaconNote')}</span></dd></>}
      <dt>{t('digest')}</dt><dd><code>{digest}</code> <span className="soft">{t('digestNote')}</span></dd>
    </dl>
  );
}

function check(text: string): Checked {
  const startedAt = performance.now();
  const verdict = verifyTranscript(text);
  return { ...verdict, ms: Math.ceil(performance.now() - startedAt) };
}

async function loadTranscript(draw: string): Promise<string> {
  const response = await deltaFetch(`/api/pools/draws/${encodeURIComponent(draw)}/transcript`);
  if (!response.ok) throw await problemOf(response);
  return response.text();
}
