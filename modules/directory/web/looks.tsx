import { Skeleton } from 'antd';
import { wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { useLooks } from './client.ts';
import { messages } from './messages.ts';

/** Who looked at a person's data: in which role, when, and for what. */
export function Looks({ personId }: { personId: string }) {
  const t = useTexts(messages);
  const text = useText();
  const looks = useLooks(personId);
  return (
    <Card title={t('looks')}>
      <p className="soft">{t('looksAbout')}</p>
      {looks.isError ? <p role="alert">{wordsFor(looks.error)}</p> : looks.data === undefined ? <Skeleton active paragraph={{ rows: 2 }} title={false} /> : looks.data.length === 0 ? <p>{t('noLooks')}</p> : (
        <ul className="row-list" aria-label={t('looks')}>
          {looks.data.map(({ at, looker, role, party, purpose }) => (
            <li key={at}>
              <div className="row" style={{ gap: 10 }}><strong style={{ fontWeight: 500 }}>{looker ?? '—'}</strong>{party === null ? null : <PartyTag party={party} />}<span>{role === null ? '' : text(role)}</span><span className="soft nowrap">{showInstant(at)}</span></div>
              <div>{t('looksOn', { purpose })}</div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
