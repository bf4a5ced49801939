import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { drawsClient, type Draw } from './client.ts';
import { messages } from './messages.ts';
import { forgetSecret, keptSecret, makeSecret } from './secrets.ts';

type Round = Draw['rounds'][number];
const changes = [['pools'], ['inbox']] as const;

/** The rounds of a draw, newest first: who has committed and revealed, and what this person's party has to do. */
export function DrawRounds({ draw }: { draw: Draw }) {
  const t = useTexts(messages);
  const text = useText();
  const acting = useActing();
  return draw.rounds.toReversed().map((round) => (
    <Card key={round.round} title={`${t('round', { n: round.round })}${round.missing.length > 0 ? ` · ${t('voided')}` : ''}`} extra={draw.state === 'revealing' && round.round === draw.round && draw.revealUntil !== null ? <Countdown draw={draw} until={draw.revealUntil} /> : undefined}>
      {round.missing.length > 0 ? <p className="overdue">{t('voidNote', { parties: round.missing.map((party) => text(partyNames[party])).join('、') })}</p> : null}
      <ul className="row-list" aria-label={t('round', { n: round.round })}>{partyCodes.map((party) => <li key={party} className="row"><PartySeal party={party} /><span className="grow">{text(partyNames[party])}</span><Stand round={round} party={party} /></li>)}</ul>
      {draw.may.act && acting?.party !== undefined && round.round === draw.round ? <Turn draw={draw} round={round} party={acting.party} /> : null}
    </Card>
  ));
}

function Stand({ round, party }: { round: Round; party: PartyCode }) {
  const t = useTexts(messages);
  const committed = round.commits.find((commit) => commit.party === party);
  if (round.missing.includes(party)) return <span className="overdue">{t('silent')}</span>;
  if (round.revealed.includes(party)) return <span>✓ {t('committed')} ✓ {t('revealed')}</span>;
  return committed === undefined ? <span className="soft">{t('waiting')}</span> : <span title={committed.digest}>✓ {t('committed')} <code className="soft">{committed.digest.slice(0, 8)}…</code></span>;
}

function Turn({ draw, round, party }: { draw: Draw; round: Round; party: PartyCode }) {
  if (draw.digest === null) return null;
  const has = round.commits.some((commit) => commit.party === party);
  if (draw.state === 'committing' && !has) return <Commit draw={draw} digest={draw.digest} party={party} />;
  if (draw.state === 'committing') return <KeepCopy draw={draw} party={party} />;
  return draw.state === 'revealing' && has && !round.revealed.includes(party) ? <Reveal draw={draw} party={party} /> : null;
}

function Commit({ draw, digest, party }: { draw: Draw; digest: string; party: PartyCode }) {
  const t = useTexts(messages);
  const { run, running } = useAct({
    act: () => answer(drawsClient.draws[':id'].commits.$post({ param: { id: draw.id }, json: { round: draw.round, digest: makeSecret({ draw: draw.id, digest, round: draw.round, party }).commit } })),
    changes, done: t('committedNow'),
  });
  return <div><Button type="primary" loading={running} onClick={() => run()}>{t('commit')}</Button><p className="soft">{t('commitNote')}</p></div>;
}

function KeepCopy({ draw, party }: { draw: Draw; party: PartyCode }) {
  const t = useTexts(messages);
  const secret = keptSecret(draw.id, draw.round, party);
  return secret === undefined ? null : <Button href={`data:text/plain,${secret}`} download={`draw-${draw.id}-${draw.round}.txt`}>{t('keepCopy')}</Button>;
}

function Reveal({ draw, party }: { draw: Draw; party: PartyCode }) {
  const t = useTexts(messages);
  const kept = keptSecret(draw.id, draw.round, party);
  const [typed, setTyped] = useState('');
  const secret = kept ?? typed.trim().toLowerCase();
  const { run, running } = useAct({ act: () => answer(drawsClient.draws[':id'].reveals.$post({ param: { id: draw.id }, json: { round: draw.round, secret } })), changes, done: t('revealedNow'), onDone: () => forgetSecret(draw.id, draw.round, party) });
  return (
    <div className="row">
      {kept === undefined ? <Input aria-label={t('revealOther')} placeholder={t('revealOther')} maxLength={64} style={{ maxWidth: 420 }} value={typed} onChange={({ target }) => setTyped(target.value)} /> : null}
      <Button type="primary" loading={running} disabled={!/^[0-9a-f]{64}$/.test(secret)} onClick={() => run()}>{t('reveal')}</Button>
    </div>
  );
}

/** How long is left to reveal; when it is over the draw is loaded anew, which settles the round. */
function Countdown({ draw, until }: { draw: Draw; until: string }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  // by the server's clock: this computer's may be wrong
  const [offset] = useState(() => Date.parse(draw.now) - Date.now());
  const [left, setLeft] = useState(() => Date.parse(until) - Date.parse(draw.now));
  useEffect(() => {
    const timer = setInterval(() => setLeft(Date.parse(until) - Date.now() - offset), 1_000);
    return () => clearInterval(timer);
  }, [until, offset]);
  const over = left <= 0;
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: ['pools', 'draw', draw.id] });
  }, [over, queries, draw.id]);
  return <span className={left < 60_000 ? 'overdue' : ''}>{left < 120_000 ? t('secondsLeft', { n: Math.max(0, Math.ceil(left / 1_000)) }) : t('until', { time: showInstant(until) })}</span>;
}
