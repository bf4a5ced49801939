import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

/** A small button for an act that needs a reason, which is asked for beside it. */
export function ReasonButton({ label, question, onGive }: { label: string; question: string; onGive: (reason: string) => void }) {
  const w = useTexts(words);
  const [reason, setReason] = useState('');
  return (
    <Popconfirm
      title={question} okText={label} cancelText={w('cancel')} okButtonProps={{ danger: true, disabled: reason.trim() === '' }} onConfirm={() => onGive(reason.trim())}
      description={<Input aria-label={w('reason')} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />}
    ><Button size="small">{label}</Button></Popconfirm>
  );
}
