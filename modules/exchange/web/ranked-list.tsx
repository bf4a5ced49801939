import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';

/** A list in an order of one's own: dragged, or moved up, down and out by buttons, so that a keyboard and a thumb do as well as a mouse. */
export function RankedList({ label, ids, show, nameOf, onChange, keepsAll = false }: { /** Nobody is taken out. */ keepsAll?: boolean; label: string; ids: readonly string[]; show: (id: string) => ReactNode; nameOf: (id: string) => string; onChange: (ids: readonly string[]) => void }) {
  const t = useTexts(messages);
  const swap = (i: number, j: number) => onChange(ids.map((id, k) => (k === i ? (ids[j] ?? id) : k === j ? (ids[i] ?? id) : id)));
  const [dragged, setDragged] = useState<string>();
  const dropOn = (id: string) => {
    if (dragged === undefined || dragged === id) return;
    const to = ids.indexOf(id);
    onChange(ids.filter((other) => other !== dragged).toSpliced(to, 0, dragged));
  };
  return (
    <ol className="row-list" aria-label={label}>
      {ids.map((id, i) => (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what the mouse does here the buttons beside do for keyboard and thumb
        <li
          key={id} className="row" draggable style={{ flexWrap: 'nowrap', cursor: 'grab', ...(dragged === id ? { opacity: 0.5 } : {}) }}
          onDragStart={({ dataTransfer }) => { dataTransfer.effectAllowed = 'move'; dataTransfer.setData('text/plain', nameOf(id)); setDragged(id); }}
          onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); dropOn(id); }} onDragEnd={() => setDragged(undefined)}
        >
          <strong style={{ minWidth: '1.6em' }}>{i + 1}</strong>
          <span className="grow">{show(id)}</span>
          <span className="row no-print" style={{ gap: 2, flexWrap: 'nowrap' }}>
            <Button type="text" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={`${t('up')} ${nameOf(id)}`} onClick={() => swap(i, i - 1)} />
            <Button type="text" icon={<ArrowDownOutlined aria-hidden />} disabled={i === ids.length - 1} aria-label={`${t('down')} ${nameOf(id)}`} onClick={() => swap(i, i + 1)} />
            {keepsAll ? null : <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={`${t('remove')} ${nameOf(id)}`} onClick={() => onChange(ids.filter((other) => other !== id))} />}
          </span>
        </li>
      ))}
    </ol>
  );
}
