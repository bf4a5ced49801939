import { Button, Empty, Popconfirm, Select, Upload } from 'antd';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { useProblem } from '#web/kit/problem.tsx';
import { ReasonButton } from '#web/kit/reason-button.tsx';
import { sendFile } from '#web/kit/send-file.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { itemCode } from '../rules.ts';
import { changes, office, useItems, type Item, type Review } from './client.ts';
import { ItemDialog } from './item-dialog.tsx';
import { Materials } from './materials.tsx';
import { messages } from './messages.ts';

/** What is judged, with what is given to read; for the office also by whom. */
export function Items({ review }: { review: Review }) {
  const t = useTexts(messages);
  const items = useItems(review.id);
  const [adding, setAdding] = useState(false);
  const may = review.office?.may;
  return (
    <>
      <DataTable<Item>
        label={t('items')} rows={items.data?.pages.flatMap((page) => page.items) ?? []} rowKey={({ id }) => id} loading={items.isFetching} hasMore={items.hasNextPage} onMore={() => void items.fetchNextPage()}
        empty={<Empty description={t(may?.prepare === true ? 'noItemsOfficer' : 'noItems')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={may?.prepare === true ? <><Button type="primary" onClick={() => setAdding(true)}>{t('addItem')}</Button><ImportItems reviewId={review.id} /><a href={`/api/review/reviews/${review.id}/template`} download>{t('template')}</a></> : undefined}
        columns={[
          { key: 'title', title: t('title'), render: ({ number, title, summary, keywords }) => <><strong>{title}</strong> <span className="soft">{itemCode(number)}</span>{summary === null || summary === '' ? null : <div className="soft">{summary.slice(0, 120)}</div>}{keywords === null || keywords.length === 0 ? null : <div className="soft">{keywords.join('、')}</div>}</> },
          { key: 'of', title: t('whose'), render: ({ persons, institutionNames }) => <>{(institutionNames ?? []).join('、')}{(persons ?? []).length === 0 ? null : <div className="soft">{(persons ?? []).join('、')}</div>}</> },
          { key: 'materials', title: t('materials'), render: (item) => <Materials item={item} editable={review.mayAddMaterials} /> },
          ...(review.office === null ? [] : [{ key: 'reviewers', title: t('assigned'), render: (item: Item) => <Assigned review={review} item={item} /> }]),
          ...(may?.change === true ? [{ key: 'remove', title: '', render: (item: Item) => <Remove item={item} /> }] : []),
        ]}
      />
      {adding ? <ItemDialog review={review} onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function ImportItems({ reviewId }: { reviewId: string }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const tell = useProblem();
  const [sending, setSending] = useState(false);
  const send = async (file: File) => {
    setSending(true);
    try {
      await sendFile(`/api/review/sheets?reviewId=${reviewId}`, file, () => undefined);
      await queries.invalidateQueries({ queryKey: ['review'] });
    } catch (error) {
      tell(error);
    } finally {
      setSending(false);
    }
  };
  return <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => { void send(file); return false; }}><Button loading={sending}>{t('importItems')}</Button></Upload>;
}

function Assigned({ review, item }: { review: Review; item: Item }) {
  const t = useTexts(messages);
  const { run, running } = useAct({ act: (reviewerId: string) => answer(office.assignments.$post({ json: { itemId: item.id, reviewerId } })), changes });
  const takeBack = useAct({ act: ({ id, reason }: { id: string; reason: string }) => answer(office.assignments[':id'].remove.$post({ param: { id }, json: { reason } })), changes });
  const may = review.office?.may.assign === true;
  const has = new Set(item.reviewers.map(({ reviewerId }) => reviewerId));
  const others = (review.office?.reviewers ?? []).filter(({ id, state }) => state === 'accepted' && !has.has(id));
  return (
    <>
      {item.reviewers.length === 0 ? <span className="soft">{t('noneAssigned')}</span> : (
        <ul className="plain-list">
          {item.reviewers.map(({ id, name, state }) => <li key={id} className="row">{name}{state === 'conflict' ? <span className="soft">（{t('inConflict')}）</span> : may ? <ReasonButton label={t('unassign')} question={t('unassignWhy')} onGive={(reason) => takeBack.run({ id, reason })} /> : null}</li>)}
        </ul>
      )}
      {may && others.length > 0 ? <Select aria-label={t('assign')} placeholder={t('assign')} size="small" style={{ minWidth: 110 }} loading={running} value={null} showSearch={{ optionFilterProp: 'label' }} options={others.map(({ id, name }) => ({ value: id, label: name }))} onChange={(id: string | null) => { if (id !== null) run(id); }} /> : null}
    </>
  );
}

function Remove({ item }: { item: Item }) {
  const t = useTexts(messages);
  const { run } = useAct({ act: () => answer(office.items[':id'].remove.$post({ param: { id: item.id } })), changes });
  return <Popconfirm title={t('remove')} onConfirm={() => run()}><Button size="small" danger>{t('remove')}</Button></Popconfirm>;
}
