import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Input } from 'antd';
import { Card } from '#web/kit/card.tsx';
import { markedParts } from '#web/kit/marked-parts.ts';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { mostFound, useSearchResults, type Found } from '#web/kit/search.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { lists, messages, types } from './search-messages.ts';

/** Everything that one may see and that has the words, by type, the best first. */
export function SearchPage() {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const { q } = useSearch({ strict: false }) as { q?: unknown };
  const query = q === undefined ? '' : String(q).trim().slice(0, 100); // the router reads “2027” as a number
  const results = useSearchResults(query);
  const found = query === '' ? [] : (results.data ?? []);
  return (
    <Page title={t('title')} subtitle={t('about')} loading={results.isPending && query !== ''} error={results.error} onRetry={() => void results.refetch()}>
      <search style={{ display: 'block', maxWidth: 620, marginBottom: 18 }}>
        <Input.Search key={query} size="large" aria-label={t('placeholder')} placeholder={t('placeholder')} defaultValue={query} maxLength={100} allowClear enterButton loading={results.isFetching} onSearch={(words) => void navigate({ to: '.', search: words.trim() === '' ? {} : { q: words.trim() } })} />
      </search>
      <p role="status" className="soft">{query === '' || found.length === 0 ? '' : t(found.length >= mostFound ? 'foundMost' : 'found', { count: found.length })}</p>
      {query !== '' && found.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<>{t('none', { query })}<br /><span className="soft">{t('noneHint')}</span></>} /> : null}
      {grouped(found).map(([type, hits]) => <Group key={type} type={type} hits={hits} query={query} />)}
    </Page>
  );
}

/** Hits of one type. The party stands with records that are a party's; a plan is everybody's. */
function Group({ type, hits, query }: { type: string; hits: readonly Found[]; query: string }) {
  const t = useTexts(messages);
  const text = useText();
  const name = Object.hasOwn(types, type) ? text(types[type as keyof typeof types]) : t('other');
  return (
    <Card title={t('group', { name, count: hits.length })} extra={lists[type] === undefined ? undefined : <Link to={lists[type]} search={{ words: query }}>{t('inList', { name })}</Link>}>
      <ul className="row-list" aria-label={name}>
        {hits.map(({ id, title, summary, link, party }) => (
          <li key={id}>
            <div className="row" style={{ gap: 10 }}><Link to={link}><Marked text={title} query={query} /></Link>{party === null || !type.startsWith('directory.') ? null : <PartyTag party={party} />}</div>
            {summary === null || summary === '' ? null : <div className="soft clamp"><Marked text={summary} query={query} /></div>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Marked({ text, query }: { text: string; query: string }) {
  return markedParts(text, query).map((part, i) => (part.marked ? <mark key={i}>{part.text}</mark> : <span key={i}>{part.text}</span>));
}

/** Hits by type: the known types in their order, then the others; inside a type the best first, as they came. */
function grouped(found: readonly Found[]): [string, Found[]][] {
  const order = Object.keys(types);
  const place = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length);
  return [...Map.groupBy(found, ({ type }) => type)].toSorted(([a], [b]) => place(a) - place(b));
}
