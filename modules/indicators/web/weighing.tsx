import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { weightMethodWords } from '../method/words.ts';
import { client, saveWeights, type System } from './client.ts';
import { messages } from './weighing-messages.ts';

const loadWeighings = (id: string, parent: string) => answer(client.systems[':id'].weighings.$get({ param: { id }, query: { parent } }));
type Way = Awaited<ReturnType<typeof loadWeighings>>['ways'][number];

/** What the data would weigh the parts of a node by, beside the weights as they are and what the parties judge; of a draft to be taken. */
export function Weighing({ data }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  const groups = data.nodes.filter(({ code }) => data.nodes.filter((node) => node.parent === code).length > 1);
  const [picked, setPicked] = useState<string>();
  const parent = picked ?? groups.at(-1)?.code ?? '';
  const weighings = useQuery({ queryKey: ['indicators', 'weighings', data.system.id, parent], queryFn: () => loadWeighings(data.system.id, parent), enabled: parent !== '' });
  const take = useAct({
    act: (weights: readonly number[]) => saveWeights(data, Object.fromEntries((weighings.data?.parts ?? []).map(({ code }, i) => [code, Number(((weights[i] ?? 0) * 100).toFixed(4))]))),
    changes: [['indicators']],
  });
  if (groups.length === 0) return null;
  const { parts = [], ways = [], from } = weighings.data ?? {};
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  const rows: { key: string; who: string; weights: readonly number[] | null; why: Way['why']; way: boolean }[] = [
    { key: 'now', who: t('now'), weights: parts.map(({ weight }) => weight / all), why: null, way: false },
    ...ways.map(({ method, judged, weights, why }) => ({ key: `${method}/${judged}`, who: method === 'ahp' ? t('judgedByAll') : judged ? t('timesJudged', { method: text(weightMethodWords[method]) }) : text(weightMethodWords[method]), weights, why, way: true })),
  ];
  return (
    <Card title={t('weighing')} extra={<Select aria-label={t('weighed')} size="small" style={{ minWidth: 180 }} value={parent} options={groups.map(({ code, name }) => ({ value: code, label: name }))} onChange={setPicked} />}>
      <p className="soft">{from === null ? t('noResult') : from === undefined ? '' : t('fromResult', from)} {t('weighingNote')}</p>
      <DataTable
        label={t('weighing')} rows={weighings.data === undefined ? [] : rows} rowKey={({ key }) => key}
        columns={[
          { key: 'who', title: t('way'), render: ({ who, why }) => <>{who}{why === null ? null : <div className="soft" style={{ whiteSpace: 'normal', minWidth: 180 }}>{text(why)}</div>}</> },
          ...(data.may.change ? [{ key: 'take', title: '', render: ({ weights, way, who }: (typeof rows)[number]) => (way && weights !== null ? <Button size="small" aria-label={`${t('take')}：${who}`} loading={take.running} onClick={() => take.run(weights)}>{t('take')}</Button> : null) }] : []),
          ...parts.map(({ code, name }, i) => ({ key: code, title: name, align: 'right' as const, render: ({ weights }: { weights: readonly number[] | null }) => (weights === null ? '—' : `${((weights[i] ?? 0) * 100).toFixed(1)}%`) })),
        ]}
      />
    </Card>
  );
}
