import { FilePdfOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { verdicts } from '../messages.ts';
import { useResult } from './client.ts';
import { messages } from './messages.ts';

/** What came out, for whoever asked: the opinions, no names and no sheets. */
export function Result({ id }: { id: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const result = useResult(id);
  if (result.isError) return <p role="alert">{wordsFor(result.error)}</p>;
  const pages = result.data?.pages ?? [];
  if (pages.length === 0) return <Skeleton active />;
  return (
    <>
      <p className="row no-print"><span className="soft grow">{t('concludedOn', { at: showInstant(pages[0]?.concludedAt ?? '') })}</span><Button icon={<FilePdfOutlined aria-hidden />} href={`/api/review/reviews/${id}/result/pdf`}>{t('pdf')}</Button></p>
      {pages.flatMap(({ items }) => items).map((item) => (
        <Card key={item.id} title={item.title} extra={<span className="row"><strong>{item.score.toFixed(1)}</strong><Mark tone="active">{text(verdicts[item.verdict])}</Mark></span>}>
          {item.institutionNames.length === 0 ? null : <p className="soft">{item.institutionNames.join('、')}</p>}
          <p style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{item.text}</p>
        </Card>
      ))}
      {result.hasNextPage ? <p style={{ textAlign: 'center' }}><Button onClick={() => void result.fetchNextPage()} loading={result.isFetching}>{w('more')}</Button></p> : null}
    </>
  );
}
