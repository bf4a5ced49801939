import { Empty } from 'antd';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { useLooks } from './client.ts';
import { messages } from './messages.ts';

/** Who has read which material, and when; the newest hundred. */
export function Looks({ id }: { id: string }) {
  const t = useTexts(messages);
  const looks = useLooks(id);
  return (
    <DataTable
      label={t('looks')} rows={looks.data?.items ?? []} rowKey={(look) => look.id} loading={looks.isFetching} empty={<Empty description={t('noLooks')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
      columns={[{ key: 'at', title: t('at'), render: ({ at }) => showInstant(at) }, { key: 'name', title: t('reader'), render: ({ name }) => name }, { key: 'item', title: t('materials'), render: ({ item }) => item }]}
    />
  );
}
