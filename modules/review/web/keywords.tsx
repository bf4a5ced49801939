import { Select } from 'antd';
import { useTexts } from '#web/kit/texts.tsx';
import { longestKeyword, mostKeywords } from '../rules.ts';
import { messages } from './messages.ts';

/** Keywords, typed one after another. */
export function KeywordsSelect({ value, onChange, label, id }: { value?: string[]; onChange?: (keywords: string[]) => void; label?: string; id?: string }) {
  const t = useTexts(messages);
  return (
    <Select
      {...(id === undefined ? {} : { id })} {...(value === undefined ? {} : { value })} {...(label === undefined ? {} : { 'aria-label': label })}
      mode="tags" style={{ width: '100%' }} open={false} suffixIcon={null} maxCount={mostKeywords} tokenSeparators={['、', '，', ',', ';', '；']} placeholder={t('knowPlaceholder')}
      onChange={(typed: string[]) => onChange?.([...new Set(typed.map((word) => word.trim().slice(0, longestKeyword)).filter((word) => word !== ''))])}
    />
  );
}
