import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { client, saveWeights, type System } from './client.ts';
import { messages } from './messages.ts';

type Judged = NonNullable<System['judgments']['group']>;
/** Saaty's scale. */
const scale = [9, 8, 7, 6, 5, 4, 3, 2, 1] as const;
const acceptable = 0.1;

/** What each party judges of the dimensions pair by pair, and the group: weights, how consistent they are, and which pairs fit the others least. */
export function Judgments({ data }: { data: System }) {
  const t = useTexts(messages);
  const text = useText();
  const [open, setOpen] = useState(false);
  const { judgments: { parts, parties, group } } = data;
  const take = useAct({
    act: () => saveWeights(data, Object.fromEntries(parts.map(({ code }, i) => [code, Number(((group?.weights[i] ?? 0) * 100).toFixed(4))]))),
    changes: [['indicators']],
  });
  const rows: { key: string; who: string; judged: Judged }[] = [...parties.map((own) => ({ key: own.party, who: text(partyNames[own.party]), judged: own })), ...(group === null ? [] : [{ key: 'group', who: t('group'), judged: group }])];
  const nameOf = (place: number) => parts[place]?.name ?? '';
  return (
    <Card title={t('judgments')} extra={<>{data.may.judge ? <Button size="small" onClick={() => setOpen(true)}>{t('judge')}</Button> : null}{data.may.change && group !== null ? <Button size="small" type="primary" loading={take.running} onClick={() => take.run()}>{t('takeWeights')}</Button> : null}</>}>
      <p className="soft">{t('judgmentsNote')}</p>
      {rows.length === 0 ? null : (
        <DataTable
          label={t('judgments')} rows={rows} rowKey={({ key }) => key}
          columns={[
            { key: 'who', title: t('party'), render: ({ who }) => who },
            ...parts.map(({ code, name }, i) => ({ key: code, title: name, align: 'right' as const, render: ({ judged }: { judged: Judged }) => `${((judged.weights[i] ?? 0) * 100).toFixed(1)}%` })),
            { key: 'ratio', title: t('consistency'), render: ({ judged }) => (judged.ratio === null ? '—' : <Mark tone={judged.ratio <= acceptable ? 'good' : 'bad'}>{judged.ratio.toFixed(3)}</Mark>) },
            { key: 'worst', title: t('worstPairs'), render: ({ judged }) => (judged.ratio === null || judged.ratio <= acceptable ? '' : <span style={{ display: 'inline-block', minWidth: 220, whiteSpace: 'normal' }}>{judged.worst.map(({ row, column, given, implied }) => <div key={`${row}/${column}`}>{t('pairSays', { a: nameOf(row), b: nameOf(column), given: fraction(given), implied: fraction(implied) })}</div>)}</span>) },
          ]}
        />
      )}
      {open ? <JudgeDialog data={data} onClose={() => setOpen(false)} /> : null}
    </Card>
  );
}

function JudgeDialog({ data: { system, judgments: { parent, parts, parties } }, onClose }: { data: System; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const mine = useActing()?.party;
  const [matrix, setMatrix] = useState<readonly (readonly number[])[]>(parties.find(({ party }) => party === mine)?.matrix ?? parts.map(() => parts.map(() => 1)));
  const save = useAct({ act: () => answer(client.systems[':id'].judgments.$put({ param: { id: system.id }, json: { parent, matrix: matrix.map((row) => [...row]) } })), changes: [['indicators']], onDone: onClose });
  const set = (i: number, j: number, value: number) => setMatrix(matrix.map((row, a) => row.map((own, b) => (a === i && b === j ? value : a === j && b === i ? 1 / value : own))));
  const options = [...scale.map((times) => ({ value: times, label: times === 1 ? t('equally') : t('timesMore', { times }) })), ...scale.filter((times) => times > 1).toReversed().map((times) => ({ value: 1 / times, label: t('timesLess', { times }) }))];
  return (
    <Modal open title={t('judge')} onCancel={onClose} onOk={() => save.run()} okText={w('save')} cancelText={w('cancel')} confirmLoading={save.running}>
      <ul className="row-list" style={{ maxHeight: '60vh', overflow: 'auto' }}>
        {parts.flatMap((a, i) => parts.slice(i + 1).map((b, k) => {
          const j = i + 1 + k;
          const value = options.find((option) => Math.abs(option.value - (matrix[i]?.[j] ?? 1)) < 1e-6)?.value ?? 1;
          return <li key={`${a.code}/${b.code}`} className="row"><span className="grow">{t('timesOf', { a: a.name, b: b.name })}</span><Select aria-label={t('timesOf', { a: a.name, b: b.name })} style={{ width: 130 }} value={value} options={options} onChange={(picked) => set(i, j, picked)} /></li>;
        }))}
      </ul>
    </Modal>
  );
}

const fraction = (value: number) => (value >= 1 ? Number(value.toFixed(1)).toString() : `1/${Number((1 / value).toFixed(1))}`);
