import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';

/** A list in an order of one's own: moved up, down and out by buttons, so that a keyboard and a thumb do as well as a mouse. */
export function RankedList({ label, ids, show, nameOf, onChange }: { label: string; ids: readonly string[]; show: (id: string) => ReactNode; nameOf: (id: string) => string; onChange: (ids: readonly string[]) => void }) {
  const t = useTexts(messages);
  const swap = (i: number, j: number) => onChange(ids.map((id, k) => (k === i ? (ids[j] ?? id) : k === j ? (ids[i] ?? id) : id)));
  return (
    <ol className="row-list" aria-label={label}>
      {ids.map((id, i) => (
        <li key={id} className="row" style={{ flexWrap: 'nowrap' }}>
          <strong style={{ minWidth: '1.6em' }}>{i + 1}</strong>
          <span className="grow">{show(id)}</span>
          <span className="row no-print" style={{ gap: 2, flexWrap: 'nowrap' }}>
            <Button type="text" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={`${t('up')} ${nameOf(id)}`} onClick={() => swap(i, i - 1)} />
            <Button type="text" icon={<ArrowDownOutlined aria-hidden />} disabled={i === ids.length - 1} aria-label={`${t('down')} ${nameOf(id)}`} onClick={() => swap(i, i + 1)} />
            <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={`${t('remove')} ${nameOf(id)}`} onClick={() => onChange(ids.filter((other) => other !== id))} />
          </span>
        </li>
      ))}
    </ol>
  );
}
