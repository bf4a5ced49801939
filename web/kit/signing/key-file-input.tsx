import { KeyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef } from 'react';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';

/** Picks a key file; it is read on this page and goes nowhere. */
export function KeyFileInput({ value, onChange, id }: { value?: File; onChange?: (file: File | undefined) => void; id?: string }) {
  const t = useTexts(messages);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input ref={input} {...(id === undefined ? {} : { id })} type="file" accept=".pem,application/x-pem-file" className="visually-hidden" aria-label={t('keyFile')} onChange={({ target }) => onChange?.(target.files?.[0])} />
      <Button icon={<KeyOutlined aria-hidden />} onClick={() => input.current?.click()} aria-hidden tabIndex={-1}>{value?.name ?? t('chooseKeyFile')}</Button>
    </>
  );
}
