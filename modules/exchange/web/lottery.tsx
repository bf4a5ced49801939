import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { commitOf } from '#algorithms/draw/chance.ts';
import { partyCodes } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { changes, exchangeClient } from './client.ts';
import { messages } from './lottery-messages.ts';

// Between commit and reveal the number stays in the browser of whoever made it: nobody else has it, the platform least of all.
const keyOf = (lottery: string, attempt: number, party: string) => `delta.lottery.${lottery}.${attempt}.${party}`;

/** The lottery between those whom hosts hold equal: the four commit and reveal, anybody runs it again. */
export function Lottery({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const found = useQuery({ queryKey: ['exchange', 'lottery', schemeId], queryFn: () => answer(exchangeClient.schemes[':id'].lottery.$get({ param: { id: schemeId } })) });
  const param = { id: schemeId };
  const act = useAct({ act: (work: () => Promise<unknown>) => work(), changes });
  if (found.isError) return <p role="alert">{wordsFor(found.error)}</p>;
  if (found.data === undefined || (!found.data.needed && found.data.lottery === null)) return null;
  const { lottery, mayFreeze, party } = found.data;
  const freeze = () => answer(exchangeClient.schemes[':id'].lottery.$post({ param }));
  const kept = lottery === null || party === null ? null : localStorage.getItem(keyOf(lottery.id, lottery.attempt, party));
  const commit = async () => {
    if (lottery === null || party === null) return;
    const secret = kept ?? crypto.getRandomValues(new Uint8Array(32)).toHex();
    localStorage.setItem(keyOf(lottery.id, lottery.attempt, party), secret);
    await answer(exchangeClient.schemes[':id'].lottery.commit.$post({ param, json: { attempt: lottery.attempt, digest: commitOf({ frozen: lottery.digest, round: lottery.attempt, party, secret }) } }));
  };
  const reveal = () => answer(exchangeClient.schemes[':id'].lottery.reveal.$post({ param, json: { attempt: lottery?.attempt ?? 1, secret: kept ?? '' } }));
  return (
    <Card title={t('lottery')}>
      <p className="soft">{t('hint')}</p>
      {lottery === null ? null : (
        <>
          <dl className="definition"><dt>{t('digest')}</dt><dd><code style={{ overflowWrap: 'anywhere' }}>{lottery.digest}</code><span className="soft">{t('people', { count: lottery.people })} · {showInstant(lottery.frozenAt)}</span></dd></dl>
          <ul className="row-list">
            {partyCodes.map((code) => (
              <li key={code} className="row" style={{ padding: '6px 0' }}>
                <span className="grow"><PartyTag party={code} /></span>
                {lottery.revealed.includes(code) ? <Mark tone="good">{t('revealed')}</Mark> : lottery.committed.includes(code) ? <Mark tone="active">{t('committed')}</Mark> : <Mark tone="warn">{t('waiting')}</Mark>}
              </li>
            ))}
          </ul>
          {lottery.state === 'revealing' && lottery.revealUntil !== null ? <p className="soft">{t('until', { time: showInstant(lottery.revealUntil) })}</p> : null}
          {lottery.state === 'drawn' ? <p className="row"><Mark tone="good">{t('drawn')}</Mark><a className="link-button" href={`/api/exchange/schemes/${schemeId}/lottery/transcript`} download="lottery.json">{t('transcript')}</a></p> : null}
        </>
      )}
      <div className="row no-print">
        {mayFreeze ? <Button type="primary" loading={act.running} onClick={() => act.run(freeze)}>{lottery === null ? t('freeze') : t('freezeAgain')}</Button> : null}
        {lottery?.state === 'committing' && party !== null && !lottery.committed.includes(party) ? <Button type="primary" loading={act.running} onClick={() => act.run(commit)}>{t('commit')}</Button> : null}
        {lottery?.state === 'revealing' && party !== null && lottery.committed.includes(party) && !lottery.revealed.includes(party) ? (kept === null ? <span role="alert">{t('elsewhere')}</span> : <Button type="primary" loading={act.running} onClick={() => act.run(reveal)}>{t('reveal')}</Button>) : null}
      </div>
    </Card>
  );
}
